using CrmKit.Events;
using CrmKit.Fields;
using CrmKit.Plugins;
using CrmKit.Scheduling;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Connectors;

/// <summary>Another system: a log of changes, of which the cursor is the position. What is asked of it is counted.</summary>
internal sealed class Erp
{
    private readonly List<PulledChange> _log = [];
    private int _versions;

    public const string Key = "test.erp";

    public static ConnectorDefinition Definition { get; } = new()
    {
        Key = Key,
        Label = new("ERP"),
        PullEvery = TimeSpan.FromMinutes(15),
        Types =
        [
            new("account", [new("Name1", "name"), new("Staff", "employeeCount")]),
            new("contact", [new("Last", "lastName"), new("Company", "accountId")]),
        ],
    };

    public int BatchSize { get; set; } = 100;
    public string? Trouble { get; set; }
    public List<string?> Asked { get; } = [];

    /// <summary>Happens after a batch was put together, before it is given.</summary>
    public Func<Task> Meanwhile { get; set; } = () => Task.CompletedTask;

    /// <summary>A company there becomes as given, as a new version.</summary>
    public void Has(string id, string? name, object? staff = null) => Put(new PulledChange("account", id, Next()) { Values = CustomValues.Empty.With([new("Name1", name), new("Staff", staff)]) });

    public void HasPerson(string id, string name, string? company = null) => Put(new PulledChange("contact", id, Next()) { Values = CustomValues.Empty.With([new("Last", name), new("Company", company)]) });

    public void Deletes(string type, string id) => Put(new PulledChange(type, id, Next()) { IsDeleted = true });

    /// <summary>Tells of a change that it told before.</summary>
    public void Repeats(int position) => Put(_log[position]);

    public void Put(PulledChange change) => _log.Add(change);

    private string Next() => $"v{++_versions}";

    private async Task<PulledBatch> GiveAsync(string? cursor)
    {
        Asked.Add(cursor);
        if (Trouble is { } trouble) throw new IOException(trouble);
        var from = cursor is null ? 0 : int.Parse(cursor, null);
        var changes = _log.Skip(from).Take(BatchSize).ToList();
        await Meanwhile();
        return new PulledBatch(changes, $"{from + changes.Count}") { HasMore = from + changes.Count < _log.Count };
    }

    private sealed class Connector(Erp erp) : IConnector
    {
        public ValueTask<ConnectorCheck> TestAsync(ConnectorContext context, CancellationToken cancellationToken) => erp.Trouble switch
        {
            null => new(ConnectorCheck.Works),
            "key" => new(ConnectorCheck.Fails("The key is wrong.")),
            "refused" => throw new CrmRuleException(new CrmError("test.closed", "Closed on Sundays.")),
            var trouble => throw new IOException(trouble),
        };

        public async ValueTask<PulledBatch> PullAsync(ConnectorContext context, string? cursor, CancellationToken cancellationToken) => await erp.GiveAsync(cursor);
    }

    /// <summary>A plugin that brings the connector.</summary>
    public Action<ICrmPluginBuilder> Plugin(Action<ICrmPluginBuilder>? more = null) => plugin =>
    {
        plugin.Services.AddSingleton(this);
        plugin.AddConnector<Connector>(Definition);
        more?.Invoke(plugin);
    };

    /// <summary>An administrator asks for changes, and the dispatcher brings them.</summary>
    public static async Task PullAsync(TestCrm crm)
    {
        await using (var session = crm.OpenSession()) await session.Connectors.RunAsync(Key);
        await DrainAsync(crm);
    }

    public static Task DrainAsync(TestCrm crm) => crm.Services.GetRequiredService<IDispatcher>().DrainAsync();

    public static Task<int> QueueDueAsync(TestCrm crm) => crm.Services.GetRequiredService<IScheduler>().QueueDueAsync();

    public static async Task<ConnectorStatus> StatusAsync(TestCrm crm)
    {
        await using var session = crm.OpenSession();
        return Assert.Single(await session.Connectors.ListAsync());
    }

    public static async Task<IReadOnlyList<ConnectorLink>> LinksAsync(TestCrm crm, ConnectorLinkStatus? status = null)
    {
        await using var session = crm.OpenSession();
        return await session.Connectors.LinksAsync(new() { Status = status });
    }
}
