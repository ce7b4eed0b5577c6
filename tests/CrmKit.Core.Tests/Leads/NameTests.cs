namespace CrmKit.Leads;

public sealed class NameTests
{
    [Theory]
    [InlineData("Acme Inc.", "ACME, inc")]
    [InlineData("Acme Tools GmbH & Co. KG", "acme tools")]
    [InlineData("北京华信科技有限公司", "北京华信科技")]
    [InlineData("Ｆｕｌｌ Width Ltd", "Full Width")]
    public void Spellings_of_one_company_have_one_key(string one, string other) => Assert.Equal(CompanyName.Key(other), CompanyName.Key(one));

    [Theory]
    [InlineData("Costa", "Cost")]
    [InlineData("Acme North", "Acme South")]
    [InlineData("Company", "Limited")]
    public void Different_companies_have_different_keys(string one, string other) => Assert.NotEqual(CompanyName.Key(other), CompanyName.Key(one));

    [Theory]
    [InlineData("Ada Lovelace", "Ada", "Lovelace")]
    [InlineData("Ada King Lovelace", "Ada King", "Lovelace")]
    [InlineData("Ada", null, "Ada")]
    [InlineData("王小明", "小明", "王")]
    [InlineData("欧阳小明", "小明", "欧阳")]
    [InlineData("李娜", "娜", "李")]
    public void Full_name_is_split_where_its_script_puts_the_family_name(string name, string? first, string last) => Assert.Equal((first, last), PersonName.Split(name));

    [Theory]
    [InlineData("+86 138-0000 1111", "+8613800001111")]
    [InlineData("0049 30 123456", "+4930123456")]
    public void Number_is_found_however_it_is_written(string written, string stored) => Assert.Contains(stored, PhoneForms.Of(written, null));

    [Theory]
    [InlineData(null)]
    [InlineData("110")]
    [InlineData("n/a")]
    public void What_is_no_number_finds_nobody(string? written) => Assert.Empty(PhoneForms.Of(written, null));
}
