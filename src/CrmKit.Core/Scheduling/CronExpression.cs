using System.Diagnostics.CodeAnalysis;

namespace CrmKit.Scheduling;

/// <summary>Times of the clock on the wall, as instants: what a change of clocks leaves out comes right after it, what it repeats comes once.</summary>
internal sealed class CronExpression
{
    /// <summary>February 29 of a certain day of the week comes within 28 years, or 40 around a century.</summary>
    private const int Days = 366 * 41;

    private readonly CronField _minutes, _hours, _daysOfMonth, _months, _daysOfWeek;

    private CronExpression(CronField minutes, CronField hours, CronField daysOfMonth, CronField months, CronField daysOfWeek) =>
        (_minutes, _hours, _daysOfMonth, _months, _daysOfWeek) = (minutes, hours, daysOfMonth, months, daysOfWeek);

    public static bool TryParse(string text, [NotNullWhen(true)] out CronExpression? expression)
    {
        expression = text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var minute, var hour, var day, var month, var weekday]
            && CronField.Parse(minute, 0, 59) is { } minutes && CronField.Parse(hour, 0, 23) is { } hours && CronField.Parse(day, 1, 31) is { } days
            && CronField.Parse(month, 1, 12) is { } months && CronField.Parse(weekday, 0, 7) is { } weekdays
            ? new CronExpression(minutes, hours, days, months, weekdays)
            : null;
        return expression is not null;
    }

    /// <summary>The first time after an instant; <see langword="null"/> when there is none, as on February 30.</summary>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        var first = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(after, zone).DateTime);
        // The day before too: a time of yesterday that clocks leave out may be due today.
        for (var i = -1; i < Days; i++)
        {
            var day = first.AddDays(i);
            if (!IsDue(day)) continue;
            foreach (var instant in TimesOf(day, zone))
                if (instant > after) return instant;
        }
        return null;
    }

    private bool IsDue(DateOnly day)
    {
        if (!_months.Contains(day.Month)) return false;
        var weekday = (int)day.DayOfWeek;
        var isWeekday = _daysOfWeek.Contains(weekday) || (weekday == 0 && _daysOfWeek.Contains(7));
        var isDay = _daysOfMonth.Contains(day.Day);
        return _daysOfMonth.IsAny || _daysOfWeek.IsAny ? isDay && isWeekday : isDay || isWeekday;
    }

    private IEnumerable<DateTimeOffset> TimesOf(DateOnly day, TimeZoneInfo zone)
    {
        DateTimeOffset? last = null;
        for (var hour = 0; hour < 24; hour++)
        {
            if (!_hours.Contains(hour)) continue;
            for (var minute = 0; minute < 60; minute++)
            {
                if (!_minutes.Contains(minute)) continue;
                var local = day.ToDateTime(new TimeOnly(hour, minute));
                if (_hours.IsAny && zone.IsInvalidTime(local)) continue; // that hour does not pass
                var instant = InstantOf(local, zone);
                if (instant <= last) continue; // several times that clocks leave out come together
                yield return (last = instant).Value;
            }
            if (_hours.IsAny) foreach (var again in RepeatedIn(day, hour, zone)) yield return (last = again).Value;
        }
    }

    // The hour that clocks repeat, for what is due in every hour.
    private IEnumerable<DateTimeOffset> RepeatedIn(DateOnly day, int hour, TimeZoneInfo zone)
    {
        for (var minute = 0; minute < 60; minute++)
        {
            var local = day.ToDateTime(new TimeOnly(hour, minute));
            if (_minutes.Contains(minute) && zone.IsAmbiguousTime(local)) yield return new DateTimeOffset(local, zone.GetAmbiguousTimeOffsets(local).Min()).ToUniversalTime();
        }
    }

    private static DateTimeOffset InstantOf(DateTime local, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
