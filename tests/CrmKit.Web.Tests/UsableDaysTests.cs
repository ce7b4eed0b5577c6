namespace CrmKit.Web;

/// <summary>Days that people name are days of their zone.</summary>
public sealed class UsableDaysTests
{
    [Theory]
    [InlineData("UTC", "2026-03-01", "2026-03-01T00:00:00Z")]
    [InlineData("Asia/Shanghai", "2026-03-01", "2026-02-28T16:00:00Z")]
    [InlineData("America/Santiago", "2026-09-06", "2026-09-06T04:00:00Z")] // clocks go forward at midnight
    public void Day_begins_when_it_begins_in_its_zone(string zone, string day, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), UsableDays.StartOf(DateOnly.ParseExact(day, "yyyy-MM-dd"), TimeZoneInfo.FindSystemTimeZoneById(zone)));
}
