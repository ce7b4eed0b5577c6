using System.Globalization;

namespace CrmKit.Formats.Xlsx;

/// <summary>Numbers of cells as texts: with a point, days and times by ISO 8601.</summary>
internal static class CellNumber
{
    private const int From1904 = 1462;
    private const double Behind = 2_958_466; // the first day after the year 9999

    /// <summary>The text; <see langword="null"/> for what is no number, or no day of the calendar.</summary>
    public static string? Text(string raw, NumberMeaning meaning, bool is1904)
    {
        if (!double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number)) return null;
        return meaning switch
        {
            NumberMeaning.Time => Time(number + (is1904 ? From1904 : 0), number),
            NumberMeaning.Percent => Plain(number * 100) is { } percent ? percent + "%" : null,
            _ => Plain(number),
        };
    }

    // Fifteen digits are what programs for tables show and calculate with: 0.30000000000000004 is 0.3.
    private static string? Plain(double number) =>
        decimal.TryParse(number.ToString("G15", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var plain)
            ? plain.ToString(CultureInfo.InvariantCulture)
            : number.ToString("G15", CultureInfo.InvariantCulture);

    // The calendar of 1900 has a 29th of February, which is no day; what comes before it is one number too high.
    private static string? Time(double serial, double written)
    {
        if (written is >= 0 and < 1) return new DateTime(0).AddMilliseconds(Math.Round(written * 86_400_000) % 86_400_000).ToString("HH:mm:ss.FFF", CultureInfo.InvariantCulture);
        if (serial is < 1 or >= Behind or (>= 60 and < 61)) return null;
        var time = new DateTime(1899, 12, 30).AddMilliseconds(Math.Round((serial < 60 ? serial + 1 : serial) * 86_400_000));
        return time.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss.FFF", CultureInfo.InvariantCulture);
    }
}
