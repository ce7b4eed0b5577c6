using System.Globalization;

namespace CrmKit.Scheduling;

/// <summary>One field of a cron expression: the numbers that match.</summary>
internal readonly record struct CronField(ulong Bits, bool IsAny)
{
    public bool Contains(int value) => (Bits & (1UL << value)) != 0;

    /// <summary>Reads <c>*</c>, numbers, ranges, steps, and lists of them.</summary>
    /// <returns><see langword="null"/> when it is none.</returns>
    public static CronField? Parse(string text, int least, int most)
    {
        ulong bits = 0;
        foreach (var part in text.Split(','))
        {
            if (part.Split('/') is not [var range, .. { Length: <= 1 } steps]) return null;
            if (!TryStep(steps, out var step) || !TryRange(range, steps.Length > 0, least, most, out var from, out var until)) return null;
            for (var value = from; value <= until; value += step) bits |= 1UL << value;
        }
        return new CronField(bits, text == "*");
    }

    private static bool TryStep(string[] steps, out int step)
    {
        step = 1;
        return steps.Length == 0 || (TryNumber(steps[0], out step) && step > 0);
    }

    private static bool TryRange(string text, bool isStepped, int least, int most, out int from, out int until)
    {
        (from, until) = (least, most);
        if (text == "*") return true;
        var ends = text.Split('-');
        if (ends.Length > 2 || !TryNumber(ends[0], out from)) return false;
        until = isStepped ? most : from;
        if (ends.Length == 2 && !TryNumber(ends[1], out until)) return false;
        return from >= least && until <= most && from <= until;
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
