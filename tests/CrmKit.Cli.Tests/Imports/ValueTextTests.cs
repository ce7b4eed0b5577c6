using CrmKit.Imports.Files;
using CrmKit.Imports.Values;

namespace CrmKit.Imports;

public sealed class ValueTextTests
{
    private static readonly DateOnly Today = new(2026, 6, 1);

    [Theory]
    [InlineData("1,054", '.', "1054")]
    [InlineData("$2,635.81", '.', "2635.81")]
    [InlineData("$1,117.10K", '.', "1117100")]
    [InlineData("-$5.00", '.', "-5")]
    [InlineData("(1,250.00)", '.', "-1250")]
    [InlineData("1.250,50 €", ',', "1250.50")]
    [InlineData("USD 12", '.', "12")]
    [InlineData("¥1,200", '.', "1200")]
    [InlineData("1 250,5", ',', "1250.5")]
    [InlineData("1'250.5", '.', "1250.5")]
    [InlineData(".5", '.', "0.5")]
    [InlineData("7", '.', "7")]
    public void Amounts_are_read_as_people_write_them(string text, char mark, string expected)
    {
        Assert.True(NumberText.TryParse(text, mark, FieldKind.Money, out var number), text);
        Assert.Equal(decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), number);
    }

    [Theory]
    [InlineData("1,05", '.')] // a decimal comma, not a thousand
    [InlineData("12,34,567", '.')]
    [InlineData("1.234.56", ',')]
    [InlineData("abc", '.')]
    [InlineData("$", '.')]
    [InlineData("1-2", '.')]
    [InlineData("--5", '.')]
    [InlineData("", '.')]
    [InlineData("99999999999999999999999999999999999", '.')]
    public void Doubtful_amounts_are_refused(string text, char mark) => Assert.False(NumberText.TryParse(text, mark, FieldKind.Money, out _), text);

    [Fact]
    public void Percent_sign_is_for_percentages_only()
    {
        Assert.True(NumberText.TryParse("12.5 %", '.', FieldKind.Percent, out var share));
        Assert.Equal(12.5m, share);
        Assert.False(NumberText.TryParse("12.5 %", '.', FieldKind.Number, out _));
    }

    [Theory]
    [InlineData("dd-MM-yy", "20-10-16", "2016-10-20")]
    [InlineData("dd-MM-yy", "01-01-46", "2046-01-01")]
    [InlineData("dd-MM-yy", "01-01-47", "1947-01-01")]
    [InlineData("d MMM, yyyy HH:mm:ss", "15 Apr, 2021 23:01:19", "2021-04-15")]
    [InlineData("M/d/yyyy", "4/9/2021", "2021-04-09")]
    [InlineData("", "2021-04-09", "2021-04-09")]
    [InlineData("", "2021-04-09T23:30:00+08:00", "2021-04-09")]
    public void Days_follow_the_formats(string format, string text, string expected)
    {
        Assert.True(new DateText(format.Length == 0 ? [] : [format], Today, "UTC").TryDay(text, out var day), text);
        Assert.Equal(DateOnly.ParseExact(expected, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), day);
    }

    [Theory]
    [InlineData("", "09/04/2021")]
    [InlineData("dd-MM-yyyy", "31-02-2021")]
    [InlineData("dd-MM-yyyy", "2021-02-01")]
    public void Other_days_are_refused(string format, string text) => Assert.False(new DateText(format.Length == 0 ? [] : [format], Today, "UTC").TryDay(text, out _));

    [Theory]
    [InlineData("2021-04-09 12:00", "2021-04-09T04:00:00Z")]
    [InlineData("2021-04-09T12:00:00Z", "2021-04-09T12:00:00Z")]
    [InlineData("2021-04-09T12:00:00+02:00", "2021-04-09T10:00:00Z")]
    public void Times_without_an_offset_are_the_tenants(string text, string expected)
    {
        Assert.True(new DateText([], Today, "Asia/Shanghai").TryInstant(text, out var instant));
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), instant);
    }

    [Theory]
    [InlineData("Yes", true)]
    [InlineData("否", false)]
    [InlineData("1", true)]
    [InlineData("FALSE", false)]
    public void Yes_and_no_are_read(string text, bool expected)
    {
        Assert.True(BoolText.TryParse(text, out var value));
        Assert.Equal(expected, value);
        Assert.False(BoolText.TryParse("maybe", out _));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@cmd", "'@cmd")]
    [InlineData("+49 30 1", "'+49 30 1")]
    [InlineData("'=1+1", "''=1+1")]
    [InlineData("-12.50", "-12.50")]
    [InlineData("'tis", "'tis")]
    [InlineData("plain", "plain")]
    public void A038_formulas_are_guarded_in_error_files_and_read_back_as_they_were(string cell, string guarded)
    {
        Assert.Equal(guarded, ErrorCell.Guard(cell));
        Assert.Equal(cell, ErrorCell.Unguard(guarded));
    }
}
