using CrmKit.Accounts;
using CrmKit.Events;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Plugins.Isolation;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Plugins;

/// <summary>Every plugin of this repository comes and goes two hundred times under use, and nothing of it stays. Alone: it measures memory.</summary>
[Collection(nameof(Alone))]
public sealed class FirstPartyTests
{
    private const int Cycles = 200;
    private const int Step = 20; // the runtime's pools shrink at collections: without regular ones they are what is measured
    private const int WarmUp = 3;

    public static TheoryData<string> Plugins => [.. FirstParty.Names];

    [Theory]
    [MemberData(nameof(Plugins))]
    public async Task HOT_15_HOT_16_two_hundred_cycles_under_use_leave_memory_flat_and_no_generation_alive(string name)
    {
        await using var host = await CrmHost.WithFirstPartyAsync(name, configure: o => o.TransactionTimeout = TimeSpan.FromSeconds(10));
        var id = Assert.Single(host.Runtime.List()).Id!;
        var memory = new List<long>();
        for (var i = 0; i <= Cycles; i++)
        {
            await UseAsync(host, id);
            if (i % 4 == 0) await host.Runtime.ReloadAsync(id);
            await host.Runtime.DisableAsync(id);
            await host.Runtime.EnableAsync(id);
            if (i % Step == 0) memory.Add(await MemoryAsync(host, id));
        }
        var growth = (memory[^1] - memory[WarmUp]) / ((memory.Count - 1 - WarmUp) * Step);
        Assert.True(growth < 10_000, $"Each cycle leaves {growth} bytes.");

        await host.Runtime.DisableAsync(id);
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find(id)!.Lingering), string.Join(" ", host.Runtime.Find(id)!.Holders));
        Assert.Equal(0, host.Calls(id).Abandoned);
    }

    [Theory]
    [MemberData(nameof(Plugins))]
    public async Task UNL_93_no_registry_of_the_host_holds_a_type_of_a_plugin(string name)
    {
        await using var host = await CrmHost.WithFirstPartyAsync(name);
        var id = Assert.Single(host.Runtime.List()).Id!;
        await UseAsync(host, id);
        var (catalog, kept) = (host.Catalog, host.Runtime.List()); // whoever keeps these must keep no code with them
        await host.Runtime.DisableAsync(id);
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find(id)!.Lingering), string.Join(" ", host.Runtime.Find(id)!.Holders));
        GC.KeepAlive(catalog);
        GC.KeepAlive(kept);
    }

    // Whatever plugin it is: its record types, its reports, and the core records that its handlers see. Refusals are fine.
    private static async Task UseAsync(CrmHost host, string id)
    {
        await using (var session = host.Open())
        {
            await TryAsync(() => session.Records.CreateAsync(new Lead { Name = "Mei", CompanyName = "Huaxin", Email = $"{Guid.NewGuid():N}@example.org" }));
            await TryAsync(() => session.Records.CreateAsync(new Account { Name = "Huaxin" }));
            await TryAsync(() => session.Records.CreateAsync(new Opportunity { Name = "Pumps", Amount = 10 }));
            foreach (var type in session.Catalog.Types.Where(t => t.Key.StartsWith(id + ".", StringComparison.Ordinal)))
            {
                var record = new CustomRecord(type.Key, "Thing");
                foreach (var field in type.Fields.Where(f => f is { IsCustom: true, Kind: not FieldKind.Reference })) field.Set(record, Value(field));
                await TryAsync(() => session.Records.CreateAsync(record));
                await TryAsync(() => session.Records.QueryAsync(new RecordQuery(type.Key)));
            }
            foreach (var report in session.Catalog.Reports.Where(r => r.Key.StartsWith(id + ".", StringComparison.Ordinal)))
                await TryAsync(() => session.Reports.RunAsync(report.Key));
        }
        await host.Services.GetRequiredService<IDispatcher>().DrainAsync();
    }

    private static object? Value(FieldDefinition field) => field.Kind switch
    {
        FieldKind.Option => field.Options.Select(o => o.Code).FirstOrDefault(),
        FieldKind.Integer => 1L,
        FieldKind.Number or FieldKind.Percent or FieldKind.Money => 1m,
        FieldKind.Bool => true,
        _ => null,
    };

    private static async Task TryAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (CrmException)
        {
            // the plugin's rules are none of this test's business
        }
    }

    private static async Task<long> MemoryAsync(CrmHost host, string id)
    {
        await PluginHost.IsCollectedAsync(() => host.Runtime.Find(id)!.Lingering);
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}

[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
