namespace CrmKit.Web;

/// <summary>Days that can be reckoned with: there is one before and one after, in every zone.</summary>
internal static class UsableDays
{
    public const string Range = "a day of the form yyyy-MM-dd between the years 2 and 9998";

    public static bool Has(int year) => year is > 1 and < 9999;

    public static bool Has(DateOnly day) => Has(day.Year);

    /// <summary>When a day begins in a zone; where clocks go forward at midnight, as soon as they went.</summary>
    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(15);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
