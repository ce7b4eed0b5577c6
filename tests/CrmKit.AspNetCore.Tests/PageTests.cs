using System.Net;

namespace CrmKit.AspNetCore;

public sealed class PageTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Theory]
    [InlineData("en-GB", "lives inside your .NET application")]
    [InlineData("zh-CN", "成为管理员")]
    [InlineData("fr", "lives inside your .NET application")]
    public async Task Start_page_speaks_the_visitors_language_and_loads_nothing_from_elsewhere(string language, string expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.AcceptLanguage.ParseAdd(language);
        using var response = await host.Client().SendAsync(request);
        var html = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(expected, html, StringComparison.Ordinal);
        Assert.Contains("href=\"crm\"", html, StringComparison.Ordinal); // whoever signs in without coming from a page goes on from here
        Assert.DoesNotContain("{{", html, StringComparison.Ordinal);
        Assert.DoesNotContain("token=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", html, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Health_answers() => Assert.Equal("Healthy", await host.Client().GetStringAsync("/health"));
}
