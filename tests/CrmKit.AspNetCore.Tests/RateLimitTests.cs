using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using CrmKit.Access;
using CrmKit.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CrmKit.AspNetCore;

public sealed class RateLimitTests
{
    private readonly BudgetClock _clock = new();

    [Fact]
    public void Budget_gives_what_it_has_and_fills_by_the_clock()
    {
        var budget = new Budget(100, 10);
        Assert.Equal((TimeSpan.Zero, 40), (budget.Take(60, _clock, out var left), left));
        Assert.Equal(TimeSpan.FromSeconds(2), budget.Take(60, _clock, out _));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.Zero, budget.Take(60, _clock, out _));
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal((TimeSpan.Zero, 99), (budget.Take(1, _clock, out left), left));
    }

    [Fact]
    public void What_costs_more_than_a_full_budget_is_done_once_it_is_full_and_paid_for_afterwards()
    {
        var budget = new Budget(100, 10);
        Assert.Equal(TimeSpan.Zero, budget.Take(500, _clock, out var left));
        Assert.Equal(0, left);
        Assert.Equal(TimeSpan.FromSeconds(40.1), budget.Take(1, _clock, out _));
    }

    [Fact]
    public void Budgets_of_users_who_do_not_call_any_more_are_forgotten()
    {
        var budgets = new RateBudgets(Options.Create(new CrmKitApiOptions()), _clock);
        for (var i = 0; i < 10_000; i++)
        {
            budgets.Charge(new DefaultHttpContext().Response, "default", Actor.User(Guid.NewGuid()), 5);
            _clock.Advance(TimeSpan.FromMilliseconds(10));
        }
        Assert.InRange(budgets.Count, 1, 1_100);
    }

    [Fact]
    public void A096_Users_share_what_their_tenant_has_and_other_tenants_go_on()
    {
        var options = new CrmKitApiOptions();
        (options.RateLimits.UserUnits, options.RateLimits.UserUnitsPerSecond, options.RateLimits.TenantUnits, options.RateLimits.TenantUnitsPerSecond) = (60, 1, 100, 10);
        var budgets = new RateBudgets(Options.Create(options), _clock);
        var (ada, tom) = (Actor.User(Guid.NewGuid()), Actor.User(Guid.NewGuid()));
        void Charge(string tenant, Actor actor, int cost) => budgets.Charge(new DefaultHttpContext().Response, tenant, actor, cost);

        Charge("a", ada, 60);
        Charge("a", tom, 40);
        Assert.Equal(TimeSpan.FromSeconds(2), Assert.Throws<ApiException>(() => Charge("a", tom, 20)).RetryAfter); // he has as much left, his tenant has not
        Charge("b", ada, 60);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Charge("a", tom, 20); // what was refused had cost him nothing
    }

    [Theory]
    [InlineData(9, 1, 1000, 1000)]
    [InlineData(1000, 0, 1000, 1000)]
    [InlineData(1000, 1, 9, 1000)]
    [InlineData(1000, 1, 1000, 0)]
    public void Budgets_out_of_their_range_are_refused_at_start(int user, int userPerSecond, int tenant, int tenantPerSecond)
    {
        var options = new CrmKitApiOptions();
        (options.RateLimits.UserUnits, options.RateLimits.UserUnitsPerSecond, options.RateLimits.TenantUnits, options.RateLimits.TenantUnitsPerSecond) = (user, userPerSecond, tenant, tenantPerSecond);
        Assert.True(new CrmKitApiOptionsValidator().Validate(null, options).Failed);
    }
}

public sealed class RateLimitApiTests(RateLimitApiTests.LimitedHost host) : IClassFixture<RateLimitApiTests.LimitedHost>
{
    [Fact]
    public async Task A096_Many_keys_of_one_user_share_one_budget_and_others_have_theirs()
    {
        var (id, first) = await host.UserAsync("administrator");
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        var second = host.Client((await host.Services.GetRequiredService<IApiKeys>().CreateAsync(session, id, "second")).Key);
        var (_, other) = await host.UserAsync("administrator");

        await SpendAsync(first);
        using var refused = await second.SendAsync("GET", "/api/me");
        var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!;
        Assert.Equal((HttpStatusCode.TooManyRequests, "request.rate-limited"), (refused.StatusCode, problem.Code()));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, LimitedHost.Units);
        Assert.Equal(LimitedHost.Units.ToString(CultureInfo.InvariantCulture), refused.Headers.GetValues("RateLimit-Limit").Single());
        Assert.Equal("0", refused.Headers.GetValues("RateLimit-Remaining").Single());
        using var served = await other.SendAsync("GET", "/api/me");
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    [Fact]
    public async Task A096_Report_costs_as_much_as_twenty_records_and_is_granted_when_the_answer_said_it_would_be()
    {
        var (lead, (_, user)) = (await host.Admin.CreateAsync("leads", """{"name":"Ada"}"""), await host.UserAsync("administrator"));
        for (var i = 0; i < LimitedHost.Units / 20; i++) await user.GetAsync("/api/reports/funnel", HttpStatusCode.OK);
        Assert.Equal((20, 1), (await RefusedForAsync(user, "/api/reports/funnel"), await RefusedForAsync(user, $"/api/leads/{lead}")));
        host.Clock.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal(1, await RefusedForAsync(user, "/api/reports/funnel"));
        await user.GetAsync($"/api/leads/{lead}", HttpStatusCode.OK);
        Assert.Equal(2, await RefusedForAsync(user, "/api/reports/funnel"));
        host.Clock.Advance(TimeSpan.FromSeconds(2));
        await user.GetAsync("/api/reports/funnel", HttpStatusCode.OK);
    }

    [Fact]
    public async Task A096_Batch_costs_by_its_items_and_is_refused_before_it_does_anything()
    {
        var (_, user) = await host.UserAsync("administrator");
        var mark = Guid.NewGuid().ToString("N");
        var changes = new JsonArray([.. Enumerable.Range(0, 40).Select(i => (JsonNode)new JsonObject { ["op"] = "create", ["type"] = "lead", ["values"] = new JsonObject { ["name"] = $"Lead {i}", ["source"] = mark } })]);
        var batch = new JsonObject { ["changes"] = changes }.ToJsonString();
        await user.JsonAsync("POST", "/api/batch", batch);
        Assert.Equal("request.rate-limited", (await user.JsonAsync("POST", "/api/batch", batch, HttpStatusCode.TooManyRequests)).Code());
        var (_, other) = await host.UserAsync("administrator");
        Assert.Equal(40, (int)(await other.GetAsync($"/api/leads?filter=source eq '{mark}'&total=true", HttpStatusCode.OK))["total"]!);
    }

    [Fact]
    public async Task A095_Page_of_a_billion_ten_thousand_terms_and_deep_includes_are_400()
    {
        var (_, user) = await host.UserAsync("administrator");
        Assert.Equal("query.size", (await user.GetAsync("/api/leads?size=1000000000", HttpStatusCode.BadRequest)).Code());
        Assert.Equal("query.include", (await user.GetAsync("/api/contacts?include=account.owner.manager.team", HttpStatusCode.BadRequest)).Code());
        var terms = string.Join(" or ", Enumerable.Range(0, 10_000).Select(i => $"name eq '{i}'"));
        var view = new JsonObject { ["recordType"] = "lead", ["name"] = "Wide", ["filter"] = terms };
        Assert.Equal("filter.too-complex", (await user.JsonAsync("POST", "/api/views", view, HttpStatusCode.BadRequest)).Code());
    }

    private static async Task<int> RefusedForAsync(HttpClient client, string path)
    {
        using var refused = await client.SendAsync("GET", path);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        return (int)refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds;
    }

    private static async Task SpendAsync(HttpClient client)
    {
        for (var i = 0; i < 2 * LimitedHost.Units; i++)
        {
            using var response = await client.SendAsync("GET", "/api/me");
            if (response.StatusCode == HttpStatusCode.TooManyRequests) return;
        }
        Assert.Fail("The budget has no end.");
    }

    public sealed class LimitedHost : ApiHost
    {
        public const int Units = 60;

        internal BudgetClock Clock { get; } = new();

        protected override void Configure(IServiceCollection services) => services
            .Configure<CrmKitApiOptions>(o => (o.RateLimits.UserUnits, o.RateLimits.UserUnitsPerSecond) = (Units, 1))
            .AddSingleton(s => new RateBudgets(s.GetRequiredService<IOptions<CrmKitApiOptions>>(), Clock));
    }
}

/// <summary>A clock by which budgets fill when a test says so.</summary>
internal sealed class BudgetClock : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public void Advance(TimeSpan time) => _ticks += time.Ticks;
}
