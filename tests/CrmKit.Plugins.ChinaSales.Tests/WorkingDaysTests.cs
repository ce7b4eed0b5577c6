namespace CrmKit.ChinaSales;

public sealed class WorkingDaysTests
{
    // The law counts 11 holidays in a year, since 2025 13; make-up days balance the rest. So a year has its weekdays less those.
    [Theory]
    [InlineData(2023, 11)]
    [InlineData(2024, 11)]
    [InlineData(2025, 13)]
    [InlineData(2026, 13)]
    public void A_year_has_as_many_working_days_as_the_law_gives(int year, int holidays)
    {
        var (first, last) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        var weekends = Enumerable.Range(0, last.DayOfYear).Count(d => first.AddDays(d).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);
        Assert.True(WorkingDays.Official.Knows(year));
        Assert.Equal(last.DayOfYear - weekends - holidays, WorkingDays.Official.Count(first, last));
    }

    [Theory]
    [InlineData("2026-10-01", false)] // National Day, a Thursday
    [InlineData("2026-10-10", true)] // a Saturday worked for it
    [InlineData("2026-09-20", true)] // a Sunday worked for it
    [InlineData("2026-02-23", false)] // the last day of a nine-day Spring Festival
    [InlineData("2024-02-09", true)] // New Year's Eve was a working day in 2024
    [InlineData("2025-05-31", false)]
    [InlineData("2023-12-30", false)] // a usual Saturday
    public void Holidays_are_off_and_make_up_days_are_worked(string day, bool isWorked) => Assert.Equal(isWorked, WorkingDays.Official.IsWorkingDay(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Counting_on_goes_over_holidays_and_does_not_count_the_day_itself()
    {
        Assert.Equal(new DateOnly(2026, 10, 8), WorkingDays.Official.Add(new DateOnly(2026, 9, 30), 1));
        Assert.Equal(new DateOnly(2026, 10, 10), WorkingDays.Official.Add(new DateOnly(2026, 9, 30), 3));
        Assert.Equal(new DateOnly(2026, 10, 3), WorkingDays.Official.Add(new DateOnly(2026, 10, 3), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkingDays.Official.Add(new DateOnly(2026, 10, 3), -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkingDays.Official.Add(new DateOnly(2026, 10, 3), 10_001));
        Assert.Equal(0, WorkingDays.Official.Count(new DateOnly(2026, 10, 3), new DateOnly(2026, 10, 2)));
    }

    [Fact]
    public void An_unknown_year_says_so_and_has_weekends_alone_until_somebody_adds_its_days()
    {
        Assert.False(WorkingDays.Official.Knows(2027));
        Assert.True(WorkingDays.Official.IsWorkingDay(new DateOnly(2027, 10, 1)));
        var more = WorkingDays.Official.With([new(new DateOnly(2027, 10, 1), false), new(new DateOnly(2027, 10, 9), true)]);
        Assert.True(more.Knows(2027));
        Assert.False(more.IsWorkingDay(new DateOnly(2027, 10, 1)));
        Assert.True(more.IsWorkingDay(new DateOnly(2027, 10, 9)));
        Assert.True(WorkingDays.Official.IsWorkingDay(new DateOnly(2027, 10, 1)));
    }
}
