using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Testing;

namespace CrmKit.Plugins.Isolation;

/// <summary>What the host itself holds, read field by field: everything that can be reached from its services.</summary>
public sealed class SweepTests
{
    private const string Source = """
        namespace Sample;
        public sealed class SamplePlugin : CrmPlugin
        {
            public override void Configure(ICrmPluginBuilder plugin) => plugin
                .RecordType("swept.thing", t => t.Named("Thing", "Things").Fields(f => f.Add(Field.Text("swept.note"), "Note")))
                .AddBeforeSave<Handler>("lead").AddAfterSave<Handler>("lead").AddValidator<Handler>("lead").AddSubscriber<Handler>("lead.created");
        }
        public sealed class Handler : IBeforeSave, IAfterSave, IRecordValidator, CrmKit.Events.IEventSubscriber
        {
            public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken token) => await context.Session.Records.CountAsync(new Specification<CrmKit.Leads.Lead>(l => l.Name == "x"), token);
            public ValueTask AfterSaveAsync(SaveContext context, CancellationToken token) => default;
            public ValueTask ValidateAsync(SaveContext context, CancellationToken token) => default;
            public ValueTask HandleAsync(CrmKit.Events.EventContext context, CancellationToken token) => default;
        }
        """;

    [Fact]
    public async Task UNL_93_the_hosts_services_hold_nothing_of_a_plugin_that_was_taken_out()
    {
        await using var host = await CrmHost.WithAsync(Source, id: "swept");
        await using (var session = host.Open()) await session.Records.CreateAsync(new Lead { Name = "Ada" });
        var probe = new LeakProbe("swept"); // an id of its own: plugins of other tests stay in memory on purpose
        Assert.Contains("Sample.", probe.From("services", host.Services), StringComparison.Ordinal); // what it has to find while the plugin runs

        await host.Runtime.DisableAsync("swept");
        string? held = null;
        for (var attempt = 0; attempt < 50 && (held = probe.From("services", host.Services)) is not null; attempt++) await Task.Delay(200); // what was under way ends
        Assert.True(held is null, held);
    }
}
