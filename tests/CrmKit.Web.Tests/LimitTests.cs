using System.Globalization;
using System.Net;
using CrmKit.AspNetCore;
using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CrmKit.Web;

/// <summary>A host in which a user has next to nothing to spend, and waits for ever for more.</summary>
public sealed class PoorHost : WebHost
{
    public const int Units = 200;

    // Who is slow gets nothing back meanwhile.
    protected override void Configure(IServiceCollection services)
    {
        services.Configure<CrmKitApiOptions>(o => (o.RateLimits.UserUnits, o.RateLimits.UserUnitsPerSecond) = (Units, 1));
        services.Replace(ServiceDescriptor.Singleton(s => new RateBudgets(s.GetRequiredService<IOptions<CrmKitApiOptions>>(), new StillClock())));
    }
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

    [Fact]
    public async Task A096_An_act_on_many_records_costs_by_their_number_and_is_refused_before_it_does_anything()
    {
        var (_, browser) = await host.BrowserOfAsync("administrator");
        var mark = "Dear" + Guid.NewGuid().ToString("N")[..8];
        await using (var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test")))
        {
            var leads = new ChangeSet();
            for (var i = 0; i < PoorHost.Units - 1; i++) leads.Create(new Lead { Name = $"{mark} {(i < 20 ? "few" : "rest")} {i}" });
            await session.Records.SaveAsync(leads);
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, (await DoAsync($"name startswith '{mark}'")).Status);
        Assert.Equal(0, await DoneAsync());
        var few = await DoAsync($"name startswith '{mark} few'");
        Assert.Equal(HttpStatusCode.OK, few.Status);
        Assert.Equal(20, await DoneAsync());
        Assert.True(few.Before - few.After > 20, $"20 records cost {few.Before - few.After}");

        async Task<(HttpStatusCode Status, int Before, int After)> DoAsync(string filter)
        {
            var list = await browser.PageAsync("/crm/leads?filter=" + Uri.EscapeDataString(filter));
            var asked = await browser.SubmitAsync(list.QuerySelector("main form[method=post]")!, HttpStatusCode.OK, ("act", "field:jobTitle"), ("all", "true"));
            var preview = await browser.SubmitAsync(asked.QuerySelector("main form[method=post]")!, HttpStatusCode.OK, ("f.jobTitle", "Planner"), ("step", "preview"));
            using var before = await browser.SendAsync(HttpMethod.Get, "/api/me");
            using var done = await browser.SubmitAsync(preview.QuerySelector("main form[method=post]")!, ("step", "do"));
            return (done.StatusCode, Left(before), done.StatusCode == HttpStatusCode.OK ? Left(done) : 0);
        }

        async Task<int> DoneAsync()
        {
            await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
            return (await session.Records.ListAsync(new Specification<Lead>(l => l.JobTitle == "Planner"))).Count;
        }

        static int Left(HttpResponseMessage answer) => int.Parse(answer.Headers.GetValues(RateBudgets.RemainingHeader).Last(), CultureInfo.InvariantCulture);
    }
}
