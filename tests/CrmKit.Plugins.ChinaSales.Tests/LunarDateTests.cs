namespace CrmKit.ChinaSales;

public sealed class LunarDateTests
{
    [Theory]
    [InlineData(2024, 2, 10, 1, 1, false)] // Spring Festivals
    [InlineData(2025, 1, 29, 1, 1, false)]
    [InlineData(2026, 2, 17, 1, 1, false)]
    [InlineData(2023, 9, 29, 8, 15, false)] // Mid-Autumn, after that year's leap second month
    [InlineData(2025, 10, 6, 8, 15, false)] // and after the leap sixth
    [InlineData(2024, 6, 10, 5, 5, false)] // Dragon Boat
    [InlineData(2023, 3, 22, 2, 1, true)] // the leap second month begins
    [InlineData(2025, 7, 25, 6, 1, true)]
    public void Days_are_those_of_the_festivals(int year, int month, int day, int lunarMonth, int lunarDay, bool isLeap) =>
        Assert.Equal(new LunarDate(lunarMonth, lunarDay, isLeap), LunarDate.From(new DateOnly(year, month, day)));

    [Fact]
    public void Every_day_of_two_centuries_leads_back_to_itself()
    {
        for (var day = new DateOnly(1901, 2, 19); day <= new DateOnly(2101, 1, 28); day = day.AddDays(1))
            Assert.Equal(day, LunarDate.From(day)!.Value.Next(day));
        Assert.Null(LunarDate.From(new DateOnly(1901, 2, 18)));
        Assert.Null(LunarDate.From(new DateOnly(2101, 1, 29)));
    }

    [Fact]
    public void A_birthday_in_a_leap_month_is_kept_in_the_ordinary_one_when_there_is_no_leap_month()
    {
        var born = new LunarDate(6, 10, IsLeap: true);
        Assert.Equal(new DateOnly(2025, 8, 3), born.InYear(2025)); // 2025 has a leap sixth month
        Assert.Equal(new LunarDate(6, 10), LunarDate.From(born.InYear(2026)!.Value)); // 2026 has none
        Assert.Equal(new LunarDate(6, 10), LunarDate.From(born.InYear(2023)!.Value)); // 2023 has another one
    }

    [Fact]
    public void A_thirtieth_is_kept_on_the_29th_of_a_short_month_and_the_year_turns_at_spring_festival()
    {
        var born = new LunarDate(12, 30);
        Assert.Equal(new DateOnly(2025, 1, 28), born.InYear(2024)); // the twelfth month of 2024 has 29 days
        Assert.Equal(new DateOnly(2026, 2, 16), born.Next(new DateOnly(2026, 1, 1))); // still the lunar year 2025
        Assert.Throws<InvalidOperationException>(() => new LunarDate(13, 1).InYear(2026));
    }
}
