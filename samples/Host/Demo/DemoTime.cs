namespace CrmKit.Samples.Host.Demo;

/// <summary>The demo company's calendar: fixed, so that its figures are.</summary>
internal static class DemoTime
{
    public static DateOnly LastDay { get; } = new(2025, 12, 31);

    public static DateOnly FirstDay { get; } = new(2024, 7, 1);

    public static int Days { get; } = LastDay.DayNumber - FirstDay.DayNumber;

    /// <summary>Within the working hours of a day, in UTC.</summary>
    public static DateTimeOffset At(DateOnly day, int minute = 0) => new(day.ToDateTime(new TimeOnly(9, 0)).AddMinutes(minute), TimeSpan.Zero);

    public static DateOnly Earlier(DateOnly first, DateOnly second) => first < second ? first : second;
}
