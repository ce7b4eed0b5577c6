namespace CrmKit.Web;

/// <summary>Periods by name, which move with the calendar, and what they are compared with.</summary>
internal static class ReportPeriods
{
    public const string Custom = "custom";

    /// <summary>Compare with the stretch of time just before.</summary>
    public const string Previous = "previous";

    /// <summary>Compare with the same stretch a year earlier.</summary>
    public const string Year = "year";

    public static IReadOnlyList<string> Names => ["this-month", "last-month", "this-quarter", "last-quarter", "this-year", "last-year", "last-30-days", "last-12-months"];

    public static IReadOnlyList<string> Comparisons => [Previous, Year];

    /// <summary>The first and the last day; without a name, or with one that is none, all time.</summary>
    public static (DateOnly? From, DateOnly? Until) Of(string? name, DateOnly today)
    {
        var (month, quarter, year) = (new DateOnly(today.Year, today.Month, 1), new DateOnly(today.Year, ((today.Month - 1) / 3 * 3) + 1, 1), new DateOnly(today.Year, 1, 1));
        return name switch
        {
            "this-month" => (month, month.AddMonths(1).AddDays(-1)),
            "last-month" => (month.AddMonths(-1), month.AddDays(-1)),
            "this-quarter" => (quarter, quarter.AddMonths(3).AddDays(-1)),
            "last-quarter" => (quarter.AddMonths(-3), quarter.AddDays(-1)),
            "this-year" => (year, year.AddYears(1).AddDays(-1)),
            "last-year" => (year.AddYears(-1), year.AddDays(-1)),
            "last-30-days" => (today.AddDays(-29), today),
            "last-12-months" => (today.AddMonths(-12).AddDays(1), today),
            _ => (null, null),
        };
    }

    /// <summary>The period before this one: as many whole months as it has, else as many days; <see langword="null"/> when it ends before it begins, or the calendar does not reach so far back.</summary>
    public static (DateOnly From, DateOnly Until)? Before(DateOnly from, DateOnly until)
    {
        if (until < from || DateOnly.FromDayNumber(until.DayNumber - from.DayNumber).AddMonths(1) > from) return null;
        var months = ((until.Year - from.Year) * 12) + until.Month - from.Month + 1;
        return from.Day == 1 && until.AddDays(1).Day == 1
            ? (from.AddMonths(-months), from.AddDays(-1))
            : (from.AddDays(from.DayNumber - until.DayNumber - 1), from.AddDays(-1));
    }
}
