using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CrmKit.AspNetCore;

/// <summary>The sample host with a clock for strangers that stands still.</summary>
public sealed class StillHost : ApiHost
{
    protected override void Configure(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton(new StrangerBudgets(new BudgetClock())));
}

/// <summary>How much strangers may ask of public pages.</summary>
public sealed class StrangerBudgetTests(StillHost host) : IClassFixture<StillHost>
{
    [Fact]
    public async Task A096_public_articles_are_refused_to_who_asks_without_end()
    {
        using var stranger = host.Client();
        for (var i = 0; i < StrangerBudgets.Units; i++)
            using (var answer = await stranger.GetAsync(new Uri("/help", UriKind.Relative), TestContext.Current.CancellationToken)) Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var refused = await stranger.GetAsync(new Uri("/help", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)), (refused.StatusCode, refused.Headers.RetryAfter!.Delta));
    }

    private readonly BudgetClock _clock = new();

    [Fact]
    public void A096_who_asks_too_much_is_refused_and_others_go_on()
    {
        var budgets = new StrangerBudgets(_clock);
        var (one, other) = (IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2"));
        budgets.Charge(one, StrangerBudgets.Units);
        Assert.Equal(TimeSpan.FromSeconds(2), Assert.Throws<ApiException>(() => budgets.Charge(one, 4)).RetryAfter);
        budgets.Charge(other, 4);
        _clock.Advance(TimeSpan.FromSeconds(2));
        budgets.Charge(one, 4);
    }

    [Fact]
    public void A096_addresses_of_one_network_are_one_stranger()
    {
        var budgets = new StrangerBudgets(_clock);
        budgets.Charge(IPAddress.Parse("2001:db8:1:2::1"), StrangerBudgets.Units);
        Assert.Throws<ApiException>(() => budgets.Charge(IPAddress.Parse("2001:db8:1:2:ffff::9"), 1));
        budgets.Charge(IPAddress.Parse("2001:db8:1:3::1"), 1);
        budgets.Charge(IPAddress.Parse("192.0.2.1"), StrangerBudgets.Units);
        Assert.Throws<ApiException>(() => budgets.Charge(IPAddress.Parse("::ffff:192.0.2.1"), 1)); // the same, written otherwise
    }

    [Fact]
    public void Strangers_who_do_not_come_back_are_forgotten()
    {
        var budgets = new StrangerBudgets(_clock);
        for (var i = 0; i < 10_000; i++)
        {
            budgets.Charge(new IPAddress(i + 16_777_216L), 1);
            _clock.Advance(TimeSpan.FromMilliseconds(10));
        }
        Assert.InRange(budgets.Count, 1, 1_100);
    }
}
