namespace CrmKit.Accounts;

public sealed class EmailDomainsTests
{
    [Theory]
    [InlineData("ada@Acme.COM", "acme.com")]
    [InlineData("ada@gmail.com", null)]
    [InlineData("li@qq.com", null)]
    [InlineData("no address", null)]
    [InlineData("ada@localhost", null)]
    [InlineData(null, null)]
    public void Addresses_of_companies_show_their_domain(string? email, string? domain) => Assert.Equal(domain, EmailDomains.OfEmail(email));

    [Theory]
    [InlineData("https://www.acme.com/about?x=1", "acme.com")]
    [InlineData("acme.co.uk", "acme.co.uk")]
    [InlineData("http://", null)]
    [InlineData("", null)]
    public void Web_addresses_show_it_too(string? website, string? domain) => Assert.Equal(domain, EmailDomains.OfWebsite(website));
}
