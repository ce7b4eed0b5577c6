using CrmKit;
using CrmKit.Accounts;
using CrmKit.Actions;
using CrmKit.Fields;
using CrmKit.Pages;
using CrmKit.Records;
using CrmKit.Testing;

[assembly: CollectionBehavior(DisableTestParallelization = true)] // one check of the contract changes the zone of the process

namespace Acme.Sample;

/// <summary>What every plugin keeps: rights, repeated deliveries, zones, removal, unloading, references, upgrades.</summary>
public sealed class ThisPluginContract : PluginContract<ThisPluginPlugin>;

/// <summary>The plugin inside a real CrmKit.</summary>
public sealed class ThisPluginTests
{
    [Fact]
    public async Task The_day_on_which_points_changed_is_kept()
    {
        await using var host = PluginTestHost.With<ThisPluginPlugin>("PLUGIN_ID");
        await using var session = host.OpenSession();
        var account = await session.Records.CreateAsync(new Account { Name = "Acme", [ThisPluginPlugin.Points] = 10 });
        host.Clock.Advance(TimeSpan.FromDays(3));
        account.Name = "Acme Robotics";
        account = await session.Records.UpdateAsync(account);
        Assert.Equal(new DateOnly(2026, 3, 28), account[ThisPluginPlugin.PointsOn]);
    }

    [Fact]
    public async Task Points_are_never_negative()
    {
        await using var host = PluginTestHost.With<ThisPluginPlugin>("PLUGIN_ID");
        await using var session = host.OpenSession();
        await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.CreateAsync(new Account { Name = "Acme", [ThisPluginPlugin.Points] = -1 }));
    }

    [Fact]
    public async Task Points_are_given_by_a_button_and_seen_on_the_home_page()
    {
        await using var host = PluginTestHost.With<ThisPluginPlugin>("PLUGIN_ID");
        await using var session = host.OpenSession();
        var account = await session.Records.CreateAsync(new Account { Name = "Acme" });
        await session.Settings.SaveAsync("PLUGIN_ID", new Dictionary<string, object?> { ["PLUGIN_ID.most-at-once"] = 10L });

        Assert.Equal("PLUGIN_ID.too-many", Assert.Single((await GiveAsync(11)).Refused).Code);
        Assert.Equal(account.Id, Assert.Single((await GiveAsync(10)).Changed).Id);
        var shown = Assert.IsType<FactsBlock>(Assert.Single((await session.Widgets.ShowAsync("PLUGIN_ID.most-points", new WidgetRequest("en"))).Blocks));
        Assert.Equal(("Acme", "10"), (shown.Facts[0].Label, shown.Facts[0].Value.Text));

        Task<RecordActionResult> GiveAsync(long points) =>
            session.Actions.RunAsync(new RecordActionRequest("PLUGIN_ID.give-points", "account", [account.Id]) { Inputs = CustomValues.Empty.With([new("points", points)]) });
    }
}
