using System.Globalization;

namespace CrmKit.Scheduling;

public sealed class CronTests
{
    [Theory]
    [InlineData("0 8 * * 1-5", "2026-03-20T08:00", "2026-03-23T08:00")] // Friday to Monday
    [InlineData("*/15 * * * *", "2026-03-20T08:50", "2026-03-20T09:00")]
    [InlineData("5/20 9,17 * * *", "2026-03-20T09:45", "2026-03-20T17:05")]
    [InlineData("0 0 29 2 *", "2026-03-01T00:00", "2028-02-29T00:00")]
    [InlineData("30 6 31 * *", "2026-03-31T06:30", "2026-05-31T06:30")] // not every month has one
    [InlineData("0 12 13 * 5", "2026-03-13T12:00", "2026-03-20T12:00")] // either day is enough: the next Friday
    [InlineData("0 12 * * 7", "2026-03-20T00:00", "2026-03-22T12:00")]
    [InlineData("59 23 31 12 *", "2026-12-31T23:59", "2027-12-31T23:59")]
    public void The_next_time_after_another(string expression, string after, string expected) => Assert.Equal(Utc(expected), Next(expression, Utc(after), "UTC"));

    [Theory]
    [InlineData("30 2 * * *", "2026-03-28T02:00", "2026-03-29T01:00")] // 02:30 is left out in Berlin that night: 03:00 summer time
    [InlineData("30 2 * * *", "2026-03-29T01:00", "2026-03-30T00:30")] // and only once
    [InlineData("30 2 * * *", "2026-10-24T22:00", "2026-10-25T00:30")] // 02:30 happens twice: the first
    [InlineData("30 2 * * *", "2026-10-25T00:30", "2026-10-26T01:30")]
    [InlineData("30 * * * *", "2026-10-25T00:30", "2026-10-25T01:30")] // every hour that passes
    [InlineData("30 * * * *", "2026-10-25T01:30", "2026-10-25T02:30")]
    [InlineData("0 * * * *", "2026-03-29T00:00", "2026-03-29T01:00")]
    [InlineData("0 8 * * *", "2026-03-28T07:00", "2026-03-29T06:00")] // eight o'clock stays eight o'clock
    public void Clocks_that_change_neither_lose_nor_repeat_a_time(string expression, string after, string expected) => Assert.Equal(Utc(expected), Next(expression, Utc(after), "Europe/Berlin"));

    [Fact]
    public void A_year_of_hours_has_one_run_for_each_hour_that_passes_and_a_year_of_days_one_for_each_day()
    {
        var (from, until) = (Utc("2026-01-01T00:00"), Utc("2027-01-01T00:00"));
        Assert.Equal(365 * 24, Times("17 * * * *", from, until, "Europe/Berlin").Count);
        Assert.Equal(365, Times("30 2 * * *", from, until, "Europe/Berlin").Count);
        Assert.Equal(365, Times("30 2 * * *", from, until, "America/Sao_Paulo").Count);
        Assert.Equal(365, Times("45 1 * * *", from, until, "Australia/Lord_Howe").Count); // summer time of half an hour
    }

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("* * * * * *")]
    [InlineData("60 * * * *")]
    [InlineData("* 24 * * *")]
    [InlineData("* * 0 * *")]
    [InlineData("* * * 13 *")]
    [InlineData("* * * * 8")]
    [InlineData("5-1 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("1,,2 * * * *")]
    [InlineData("-1 * * * *")]
    [InlineData("a * * * *")]
    [InlineData("1/2/3 * * * *")]
    [InlineData("0 0 30 2 *")] // never
    public void What_is_no_expression_or_never_due_is_said(string expression) => Assert.NotNull(DueTimes.Problem(JobSchedule.Cron(expression)));

    [Fact]
    public void The_latest_of_many_missed_times_is_found_near_now()
    {
        var now = Utc("2026-03-20T10:07");
        Assert.Equal(Utc("2026-03-20T10:07"), DueTimes.Latest(JobSchedule.Cron("* * * * *"), Utc("2020-01-01T00:00"), now, "UTC"));
        Assert.Equal(Utc("2026-01-01T00:00"), DueTimes.Latest(JobSchedule.Cron("0 0 1 1 *"), Utc("2020-01-01T00:00"), now, "UTC"));
        Assert.Equal(Utc("2026-03-20T10:00"), DueTimes.Latest(JobSchedule.Every(TimeSpan.FromHours(2)), Utc("2026-03-20T06:00"), now, "UTC"));
    }

    private static DateTimeOffset? Next(string expression, DateTimeOffset after, string zone) => DueTimes.Next(JobSchedule.Cron(expression, zone), after, "UTC");

    private static List<DateTimeOffset> Times(string expression, DateTimeOffset from, DateTimeOffset until, string zone)
    {
        var times = new List<DateTimeOffset>();
        for (var at = Next(expression, from.AddTicks(-1), zone); at < until; at = Next(expression, at.Value, zone)) times.Add(at.Value);
        Assert.Equal(times.Order().Distinct(), times);
        return times;
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text + "Z", CultureInfo.InvariantCulture);
}
