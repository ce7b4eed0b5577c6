using CrmKit.Actions;
using CrmKit.Opportunities;
using CrmKit.Pages;
using CrmKit.Records;
using CrmKit.Testing;

namespace Acme;

/// <summary>What people see of the plugin, asked through the doors that pages ask.</summary>
public sealed class BudgetDeskTests
{
    [Fact]
    public async Task A_budget_waits_on_the_home_page_until_somebody_confirms_it()
    {
        await using var host = PluginTestHost.With<BudgetPlugin>("acme");
        await using var session = host.OpenSession();
        var large = await session.Records.CreateAsync(new Opportunity { Name = "Robots", Amount = 125_000 });
        await session.Records.CreateAsync(new Opportunity { Name = "A screw", Amount = 1 });
        Assert.Equal(["Robots"], await WaitingAsync());
        await session.Settings.SaveAsync("acme", new Dictionary<string, object?> { ["acme.asked-from"] = 1m });
        Assert.Equal(["Robots", "A screw"], await WaitingAsync());

        var result = await session.Actions.RunAsync(new RecordActionRequest("acme.confirm-budget", "opportunity", [large.Id]));
        Assert.Equal(large.Id, Assert.Single(result.Changed).Id);
        Assert.Equal(["A screw"], await WaitingAsync());

        async Task<IEnumerable<string>> WaitingAsync() =>
            Assert.IsType<TableBlock>(Assert.Single((await session.Widgets.ShowAsync("acme.open-budgets", new WidgetRequest("en"))).Blocks)).Rows.Select(r => r.Cells[0].Text);
    }
}
