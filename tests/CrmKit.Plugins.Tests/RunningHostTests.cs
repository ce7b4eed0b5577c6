using System.Collections.Concurrent;
using CrmKit.Conversions;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Records;
using CrmKit.Sessions;
using static CrmKit.Plugins.RealEstateFields;

namespace CrmKit.Plugins;

/// <summary>Plugins come and go while a host with a real database works.</summary>
public sealed class RunningHostTests
{
    [Fact]
    public async Task Records_of_a_disabled_plugin_stay_untouched_and_are_back_on_enabling()
    {
        await using var host = await CrmHost.WithRealEstateAsync();
        var (property, lead) = await host.InSessionAsync(async s =>
        {
            var p = await s.Records.CreateAsync(NewUnit("Riverside 12", area: 92.5m));
            return (p, await s.Records.CreateAsync(new Lead { Name = "Mei", [Budget] = 450_000, [Unit] = p.Id }));
        });
        await host.Runtime.DisableAsync("realestate");

        await using (var session = host.Open())
        {
            Assert.Equal("catalog.type-unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Records.GetAsync(new RecordRef(UnitType, property.Id)))).Error.Code);
            Assert.Equal("catalog.type-unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Records.CreateAsync(NewUnit("Other")))).Error.Code);
            Assert.Equal("catalog.type-unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Records.ListAsync(new Specification<CustomRecord>().OfType(UnitType)))).Error.Code);
            var known = await session.Records.GetAsync<Lead>(lead.Id);
            known.Name = "Mei Lin";
            await session.Records.UpdateAsync(known); // its values under unknown keys are nobody's to lose
        }
        await host.Runtime.EnableAsync("realestate");

        await using (var session = host.Open())
        {
            var back = (CustomRecord)await session.Records.GetAsync(new RecordRef(UnitType, property.Id));
            Assert.Equal((property.Version, "Riverside 12", 92.5m), (back.Version, back.Name, back[Area]));
            var known = await session.Records.GetAsync<Lead>(lead.Id);
            Assert.Equal(("Mei Lin", 450_000m, property.Id), (known.Name, known[Budget], known[Unit]));
            Assert.Single(await session.Records.ListAsync(new Specification<Lead>(l => l[Budget] >= 450_000)));
        }
    }

    [Fact]
    public async Task What_was_switched_off_stays_off_after_a_restart_of_the_host()
    {
        string directory;
        await using (var host = await CrmHost.WithRealEstateAsync())
        {
            directory = host.Directory;
            await host.Runtime.DisableAsync("realestate");
        }
        await using (var again = await CrmHost.WithRealEstateAsync(directory))
        {
            Assert.Equal(PluginState.Disabled, again.Runtime.Find("realestate")!.State);
            await again.Runtime.EnableAsync("realestate");
        }
        await using var third = await CrmHost.WithRealEstateAsync(directory);
        Assert.Equal(PluginState.Enabled, third.Runtime.Find("realestate")!.State);
    }

    [Fact]
    public async Task A_session_that_is_open_keeps_the_plugin_until_it_ends()
    {
        await using var host = await CrmHost.WithRealEstateAsync(configure: o => o.DrainTimeout = TimeSpan.FromMilliseconds(50));
        await using (var session = host.Open())
        {
            Assert.Equal(PluginState.Disabled, (await host.Runtime.DisableAsync("realestate")).State); // does not wait for ever
            await using (var later = host.Open()) Assert.False(later.Catalog.TryType(UnitType, out _));
            // For the session that was there before nothing has changed: type and rules are in force together.
            Assert.Equal("realestate.price-required", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.CreateAsync(NewUnit("Free", price: 0)))).Error.Code);
            await session.Records.CreateAsync(NewUnit("Last"));
            Assert.Equal(1, host.Runtime.Find("realestate")!.Lingering);
        }
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("realestate")!.Lingering));
    }

    [Fact]
    public async Task UNL_90_the_plugin_leaves_memory_after_real_use()
    {
        await using var host = await CrmHost.WithRealEstateAsync();
        await UseAsync(host);
        await host.Runtime.DisableAsync("realestate");
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("realestate")!.Lingering), "Something of the host keeps the plugin's code in memory.");
    }

    [Fact]
    public async Task HOT_15_twenty_cycles_under_use_leave_nothing_in_memory()
    {
        await using var host = await CrmHost.WithRealEstateAsync();
        for (var i = 0; i < 20; i++)
        {
            await UseAsync(host);
            if (i % 2 == 0) await host.Runtime.ReloadAsync("realestate");
            await host.Runtime.DisableAsync("realestate");
            await host.Runtime.EnableAsync("realestate");
        }
        await host.Runtime.DisableAsync("realestate");
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("realestate")!.Lingering));
    }

    [Fact]
    public async Task HOT_09_switching_a_plugin_while_others_read_and_write_fails_nothing_but_what_is_about_the_plugin()
    {
        await using var host = await CrmHost.WithRealEstateAsync();
        using var stop = new CancellationTokenSource();
        var unexpected = new ConcurrentQueue<Exception>();
        var (plain, withPlugin) = (0, 0);
        var workers = Enumerable.Range(0, 4).Select(n => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await using var session = host.Open();
                    await session.Records.CreateAsync(new Lead { Name = $"Lead {n}" });
                    await session.Records.ListAsync(new Specification<Lead>(l => l.Name == "Lead 1").Take(5));
                    Interlocked.Increment(ref plain);
                    if (!session.Catalog.TryType(UnitType, out _)) continue; // one snapshot for the session: below it is there, with its rules
                    await session.Records.CreateAsync(NewUnit($"Property {n}"));
                    await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.CreateAsync(NewUnit("Free", price: 0)));
                    await session.Records.QueryAsync(new RecordQuery(UnitType) { Filter = "custom.realestate.area gt 50" });
                    Interlocked.Increment(ref withPlugin);
                }
                catch (Exception e)
                {
                    unexpected.Enqueue(e);
                }
            }
        })).ToList();
        for (var i = 0; i < 8; i++)
        {
            await Task.Delay(100);
            await host.Runtime.DisableAsync("realestate");
            await Task.Delay(30);
            await host.Runtime.EnableAsync("realestate");
            await Task.Delay(50);
            await host.Runtime.ReloadAsync("realestate");
        }
        await stop.CancelAsync();
        await Task.WhenAll(workers);

        Assert.Empty(unexpected.Select(e => e.ToString()));
        Assert.True(plain > 0 && withPlugin > 0, $"{plain} {withPlugin}");
        await host.Runtime.DisableAsync("realestate");
        workers.Clear();
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("realestate")!.Lingering));
    }

    private static async Task UseAsync(CrmHost host)
    {
        await using var session = host.Open();
        var property = await session.Records.CreateAsync(NewUnit($"House {Guid.NewGuid()}", area: 120));
        await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.CreateAsync(NewUnit("Free", price: 0)));
        var lead = await session.Records.CreateAsync(new Lead { Name = "Mei", Email = $"{Guid.NewGuid():N}@example.org", [Budget] = 450_000, [Unit] = property.Id });
        var made = await session.Conversions.ConvertAsync(new RecordRef("lead", lead.Id), new ConversionOptions { Process = "realestate.sale" });
        foreach (var stage in new[] { "offer", "reservation", "notary", "signed" })
            await session.Pipelines.MoveAsync([new StageMove(made.Target, stage) { Values = new Dictionary<string, object?> { ["realestate.agreed-price"] = 440_000m } }]);
        Assert.NotEmpty(await session.Records.ListAsync(new Specification<CustomRecord>(p => p[Area] > 50).OfType(UnitType).OrderBy(p => p[AskingPrice])));
        Assert.NotEmpty((await session.Records.QueryAsync(new RecordQuery("opportunity") { Filter = "custom.realestate.budget ge 400000" })).Items);
        Assert.NotEmpty(await session.Records.HistoryAsync(new RecordRef(UnitType, property.Id)));
    }
}
