namespace CrmKit.Sqlite;

/// <summary>Days and times in the one format that is written: the runtime's parser takes every format of every culture into account.</summary>
internal static class SqliteTimes
{
    /// <summary>Reads <c>2026-11-24</c>.</summary>
    public static bool TryDay(ReadOnlySpan<byte> text, out DateOnly day)
    {
        day = default;
        if (text.Length != 10 || text[4] != '-' || text[7] != '-' || !TryNumber(text[..4], out var year) || !TryNumber(text[5..7], out var month) || !TryNumber(text[8..], out var date)) return false;
        if (year < 1 || month is < 1 or > 12 || date < 1 || date > DateTime.DaysInMonth(year, month)) return false;
        day = new DateOnly(year, month, date);
        return true;
    }

    /// <summary>Reads <c>2026-11-24 09:30:00</c> with up to seven digits of a second.</summary>
    public static bool TryInstant(ReadOnlySpan<byte> text, out DateTime instant)
    {
        instant = default;
        if (text.Length is < 19 or > 27 or 20 || text[10] != ' ' || text[13] != ':' || text[16] != ':' || !TryDay(text[..10], out var day)) return false;
        if (!TryNumber(text[11..13], out var hour) || !TryNumber(text[14..16], out var minute) || !TryNumber(text[17..19], out var second) || hour > 23 || minute > 59 || second > 59) return false;
        var ticks = 0;
        if (text.Length > 19)
        {
            if (text[19] != '.' || !TryNumber(text[20..], out ticks)) return false;
            for (var digits = text.Length - 20; digits < 7; digits++) ticks *= 10;
        }
        instant = day.ToDateTime(new TimeOnly(hour, minute, second)).AddTicks(ticks);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out int number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            number = number * 10 + (digit - '0');
        }
        return true;
    }
}
