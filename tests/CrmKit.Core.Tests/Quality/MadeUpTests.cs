namespace CrmKit.Quality;

/// <summary>S33: what looks typed in to get past a form, and what must never be taken for it.</summary>
public sealed class MadeUpTests
{
    [Theory]
    [InlineData("asdf")]
    [InlineData("Asdf Qwer")]
    [InlineData("aaaa")]
    [InlineData("Test Test")]
    [InlineData("TEST")]
    [InlineData("N/A")]
    [InlineData("12345")]
    [InlineData("Mickey Mouse")]
    [InlineData("测试")]
    [InlineData("測試")]
    [InlineData("无名氏")]
    [InlineData("xkcdfg")]
    public void S33_made_up_names_are_found(string name) => Assert.True(MadeUp.IsName(name));

    [Theory]
    [InlineData("Ada Lovelace")]
    [InlineData("Ng")]
    [InlineData("Wu")]
    [InlineData("Krč")]
    [InlineData("Schmidt")]
    [InlineData("Lynch")]
    [InlineData("Bob Tester-Jones")]
    [InlineData("张三")]
    [InlineData("欧阳娜娜")]
    [InlineData("娜娜娜")] // a name of three equal characters exists
    [InlineData("Tre")]
    [InlineData("Jürgen Müller")]
    [InlineData("J. R. R. Tolkien")]
    [InlineData("Дмитрий")]
    [InlineData("O'Brien")]
    [InlineData("3M Contact")]
    [InlineData("")]
    public void S33_names_that_people_bear_are_not(string name) => Assert.False(MadeUp.IsName(name));

    [Theory]
    [InlineData("1111111", true)]
    [InlineData("8612345678", true)]
    [InlineData("12129876543", true)]
    [InlineData("8613800138000", false)]
    [InlineData("4930901820", false)]
    [InlineData("110", false)]
    public void S33_numbers_of_one_digit_or_in_a_row_are_made_up(string digits, bool isMadeUp) => Assert.Equal(isMadeUp, MadeUp.IsNumber(digits));

    [Theory]
    [InlineData("gmial.com", "gmail.com")]
    [InlineData("gmail.con", "gmail.com")]
    [InlineData("hotmial.com", "hotmail.com")]
    [InlineData("yahooo.com", "yahoo.com")]
    [InlineData("acme.cmo", "acme.com")]
    [InlineData("foxmial.com", "foxmail.com")]
    [InlineData("gmail.com", null)]
    [InlineData("qq.com", null)]
    [InlineData("qy.com", null)] // too short to tell
    [InlineData("acme.co", null)]
    [InlineData("example.com", null)]
    public void S34_mistyped_domains_are_mended(string domain, string? meant) => Assert.Equal(meant, MailDomains.Meant(domain));

    [Theory]
    [InlineData("mailinator.com", true)]
    [InlineData("eu.mailinator.com", true)]
    [InlineData("notmailinator.com", false)]
    [InlineData("gmail.com", false)]
    public void S33_domains_that_give_addresses_away_are_known(string domain, bool isDisposable) => Assert.Equal(isDisposable, MailDomains.IsDisposable(domain));
}
