namespace CrmKit.Quality;

/// <summary>Telephone numbers as people write them.</summary>
public sealed class PhoneTextTests
{
    [Theory]
    [InlineData("+86 138 0013 8000", null, "+8613800138000")]
    [InlineData("138-0013-8000", "CN", "+8613800138000")]
    [InlineData("13800138000", "中国", "+8613800138000")]
    [InlineData("010-62345678", "CN", "+861062345678")]
    [InlineData("（010）6234-5678", "China", "+861062345678")]
    [InlineData("０２１－６２３４５６７８", "CN", "+862162345678")]
    [InlineData("0755 8234 5678 转 801", "CN", "+8675582345678 ext. 801")]
    [InlineData("400-810-0001", "CN", "+864008100001")]
    [InlineData("86 13800138000", "CN", "+8613800138000")]
    [InlineData("(212) 555-0123", "US", "+12125550123")]
    [InlineData("1-212-555-0123 x45", "United States", "+12125550123 ext. 45")]
    [InlineData("212.555.0123 ext. 45", "USA", "+12125550123 ext. 45")]
    [InlineData("011 44 20 7946 0123", "US", "+442079460123")]
    [InlineData("+44 (0)20 7946 0123", null, "+442079460123")]
    [InlineData("020 7946 0123", "UK", "+442079460123")]
    [InlineData("0049 30 901820", null, "+4930901820")]
    [InlineData("030/901820", "Germany", "+4930901820")]
    [InlineData("06 12 34 56 78", "FR", "+33612345678")]
    [InlineData("06 6982", "IT", "+39066982")]
    [InlineData("06 69812345", "IT", "+390669812345")]
    [InlineData("8 495 123-45-67", "RU", "+74951234567")]
    [InlineData("(11) 91234-5678", "BR", "+5511912345678")]
    [InlineData("0412 345 678", "AU", "+61412345678")]
    [InlineData("tel:+1-201-555-0123", null, "+12015550123")]
    [InlineData("+998 71 123 45 67", null, "+998711234567")] // of a country whose plan is not covered
    [InlineData("555-0123", "US", null)] // without its area
    [InlineData("138 0013 8000", null, null)] // of no country
    [InlineData("+1 123 456 7890", null, null)] // no area of that plan begins with 1
    [InlineData("+86 138 0013 80001", null, null)]
    [InlineData("110", "CN", null)]
    public void A_number_is_read_as_E164_and_what_cannot_be_told_stays_as_it_was_written(string text, string? country, string? number)
    {
        var reading = PhoneText.Read(text, country);
        Assert.Equal(number is null ? (PhoneKind.Unknown, text) : (PhoneKind.Number, number), (reading.Kind, reading.Text));
        if (number is not null) Assert.Equal(number, PhoneText.Read(number, null).Text); // what is stored stays what it is
    }

    [Theory]
    [InlineData("n/a")]
    [InlineData("call me")]
    [InlineData("-")]
    [InlineData("ada@example.com")]
    [InlineData("+86 138 0013 8000 / +86 139 0013 9000")]
    [InlineData("ask Bob, 138 0013 8000")]
    public void What_is_no_number_is_told(string text) => Assert.Equal(PhoneKind.None, PhoneText.Read(text, "CN").Kind);

    [Theory]
    [InlineData("CN")]
    [InlineData("china")]
    [InlineData("CHN")]
    [InlineData("中国")]
    [InlineData("P.R. China")]
    [InlineData("中华人民共和国")]
    public void Countries_are_found_by_what_people_call_them(string name) => Assert.Equal("CN", Places.Countries.Find(name)?.Code);

    [Fact]
    public void Every_plan_is_of_a_country_and_every_name_finds_its_own()
    {
        foreach (var line in Text.TextTables.Lines("phones.txt")) Assert.Equal(line.Split('|')[0], Places.Countries.Find(line.Split('|')[0])?.Code);
        foreach (var country in Places.Countries.All)
        {
            Assert.Equal(country.Code, Places.Countries.Find(country.Name.English)?.Code);
            Assert.Equal(country.Code, Places.Countries.Find(country.Name.Chinese)?.Code);
        }
    }
}
