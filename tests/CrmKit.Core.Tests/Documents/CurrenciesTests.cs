namespace CrmKit.Documents;

public sealed class CurrenciesTests
{
    [Theory]
    [InlineData("JPY", 0)]
    [InlineData("KRW", 0)]
    [InlineData("VND", 0)]
    [InlineData("KWD", 3)]
    [InlineData("BHD", 3)]
    [InlineData("CLF", 4)]
    [InlineData("EUR", 2)]
    [InlineData("CNY", 2)]
    [InlineData(null, 2)]
    public void Minor_units_follow_the_standard(string? code, int units) => Assert.Equal(units, Currencies.MinorUnits(code));

    [Theory]
    [InlineData("USD", true)]
    [InlineData("usd", false)]
    [InlineData("XXY", false)]
    [InlineData("", false)]
    public void Only_codes_of_the_standard_exist(string code, bool exists) => Assert.Equal(exists, Currencies.Exists(code));
}
