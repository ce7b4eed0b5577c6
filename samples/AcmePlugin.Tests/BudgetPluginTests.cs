using CrmKit;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace Acme;

/// <summary>The plugin inside a real CrmKit, on a SQLite file of its own.</summary>
public sealed class BudgetPluginTests : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly ICrmSession _session;

    public BudgetPluginTests()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("acme-").FullName, "crm.db");
        _services = new ServiceCollection().AddCrmKit(crm => crm.UseSqlite(path).AddPlugin<BudgetPlugin>("acme")).BuildServiceProvider();
        _session = _services.GetRequiredService<ICrm>().OpenSession(Actor.System("tests"));
    }

    [Fact]
    public async Task An_opportunity_without_a_confirmed_budget_cannot_be_won()
    {
        var opportunity = await _session.Records.CreateAsync(new Opportunity { Name = "Robots", Amount = 125_000 });
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => WinAsync(opportunity));
        Assert.Equal("acme.budget-open", refused.Error.Code);
        Assert.Null((await _session.Records.GetAsync<Opportunity>(opportunity.Id)).ClosedAt);
    }

    [Fact]
    public async Task It_can_once_the_budget_is_confirmed()
    {
        var opportunity = await _session.Records.CreateAsync(new Opportunity { Name = "Robots", Amount = 125_000, [BudgetPlugin.BudgetConfirmed] = true });
        await WinAsync(opportunity);
        Assert.NotNull((await _session.Records.GetAsync<Opportunity>(opportunity.Id)).ClosedAt);
    }

    [Fact]
    public async Task Confirmed_budgets_can_be_asked_for()
    {
        await _session.Records.CreateAsync(new Opportunity { Name = "Open" });
        await _session.Records.CreateAsync(new Opportunity { Name = "Confirmed", [BudgetPlugin.BudgetConfirmed] = true });
        var page = await _session.Records.QueryAsync(new RecordQuery("opportunity") { Filter = "custom.acme.budget.confirmed eq true" });
        Assert.Equal("Confirmed", ((Opportunity)Assert.Single(page.Items)).Name);
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _services.DisposeAsync();
    }

    private Task WinAsync(Opportunity opportunity) => _session.Pipelines.MoveAsync([new StageMove(new RecordRef("opportunity", opportunity.Id), "won")]);
}
