using System.Net;
using CrmKit.AspNetCore;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>A host in which a user has next to nothing to spend, and waits a long time for more.</summary>
public sealed class PoorHost : WebHost
{
    protected override void Configure(IServiceCollection services) => services.Configure<CrmKitApiOptions>(o => (o.RateLimits.UserUnits, o.RateLimits.UserUnitsPerSecond) = (200, 1));
}

/// <summary>Pages and API charge one budget.</summary>
public sealed class LimitTests(PoorHost host) : IClassFixture<PoorHost>
{
    [Fact]
    public async Task A096_Who_asks_for_too_much_by_pages_has_no_more_by_the_api_and_others_go_on()
    {
        var (_, browser) = await host.BrowserOfAsync("sales-rep");
        HttpResponseMessage answer;
        var asked = 0;
        do
        {
            answer = await browser.SendAsync(HttpMethod.Get, "/crm/_reports/funnel");
            asked++;
        }
        while (answer.StatusCode == HttpStatusCode.OK);
        using (answer)
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
            Assert.True(answer.Headers.RetryAfter!.Delta > TimeSpan.Zero);
            Assert.Contains("request.rate-limited", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        Assert.NotEqual(1, asked);
        using var api = await browser.SendAsync(HttpMethod.Get, "/api/leads/export");
        Assert.Equal(HttpStatusCode.TooManyRequests, api.StatusCode);
        await host.Browser.PageAsync("/crm/leads");
    }
}
