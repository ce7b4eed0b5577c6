using System.Globalization;

namespace CrmKit.ChinaSales;

/// <summary>A day of the Chinese calendar without a year: what people keep as their lunar birthday.</summary>
/// <param name="Month">1 to 12, as it is called: a leap month has the number of the month it repeats.</param>
/// <param name="Day">1 to 30.</param>
/// <param name="IsLeap">Whether it is in the leap month (闰月) of that number.</param>
/// <remarks>
/// Known from 19 February 1901 to 28 January 2101, the range of <see cref="ChineseLunisolarCalendar"/>, which reckons in China's own time.
/// A day of a leap month is kept in that leap month when the year has it, which is rare, and in the ordinary month of the same number when it has not; a 30th in a month of 29 days is kept on the 29th.
/// </remarks>
public readonly record struct LunarDate(int Month, int Day, bool IsLeap = false)
{
    private static readonly ChineseLunisolarCalendar Calendar = new();

    /// <summary>The lunar day of a date; <see langword="null"/> outside the range.</summary>
    public static LunarDate? From(DateOnly date)
    {
        if (!IsKnown(date)) return null;
        var instant = date.ToDateTime(TimeOnly.MinValue);
        var (month, leap) = (Calendar.GetMonth(instant), Calendar.GetLeapMonth(Calendar.GetYear(instant)));
        return new LunarDate(leap > 0 && month >= leap ? month - 1 : month, Calendar.GetDayOfMonth(instant), leap > 0 && month == leap);
    }

    /// <summary>The date on which it is kept in the lunar year that begins in a given year; <see langword="null"/> outside the range.</summary>
    /// <exception cref="InvalidOperationException">Month or day is out of its range.</exception>
    public DateOnly? InYear(int lunarYear)
    {
        if (Month is < 1 or > 12 || Day is < 1 or > 30) throw new InvalidOperationException($"There is no lunar day {Month}-{Day}: months go from 1 to 12, days from 1 to 30.");
        if (lunarYear is < 1901 or > 2100) return null;
        var leap = Calendar.GetLeapMonth(lunarYear); // counted among 13: the third is leap when it repeats the second
        var month = IsLeap && leap == Month + 1 ? leap : leap > 0 && Month >= leap ? Month + 1 : Month;
        var day = Math.Min(Day, Calendar.GetDaysInMonth(lunarYear, month));
        return DateOnly.FromDateTime(Calendar.ToDateTime(lunarYear, month, day, 0, 0, 0, 0));
    }

    /// <summary>The next date on which it is kept, from a day on, that day included; <see langword="null"/> beyond the range.</summary>
    public DateOnly? Next(DateOnly from)
    {
        if (!IsKnown(from)) return null;
        var year = Calendar.GetYear(from.ToDateTime(TimeOnly.MinValue));
        return InYear(year) is { } date && date >= from ? date : InYear(year + 1);
    }

    private static bool IsKnown(DateOnly date) => date >= DateOnly.FromDateTime(Calendar.MinSupportedDateTime) && date <= DateOnly.FromDateTime(Calendar.MaxSupportedDateTime);
}
