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

    /// <summary>As <see cref="Definition"/>, and it takes changes of accounts and contacts.</summary>
    public static ConnectorDefinition Pushing(ConnectorPush accounts = ConnectorPush.All) => Definition with
    {
        Types = [Definition.Types[0] with { Push = accounts }, Definition.Types[1] with { Push = ConnectorPush.All }],
    };

    /// <summary>What it was sent, in the order of its coming, also what it had seen before.</summary>
    public List<IReadOnlyList<PushedChange>> Sent { get; } = [];

    /// <summary>What was carried out, once per key.</summary>
    public List<PushedChange> Carried { get; } = [];

    /// <summary>The answers that are lost on their way back.</summary>
    public int LosesAnswers { get; set; }

    /// <summary>For whom it was asked for changes.</summary>
    public List<string> Tenants { get; } = [];

    private readonly Dictionary<string, PushAnswer> _answers = [];

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

    private async Task<IReadOnlyList<PushAnswer>> TakeAsync(IReadOnlyList<PushedChange> changes)
    {
        Sent.Add(changes);
        if (Trouble is { } trouble) throw new IOException(trouble);
        var answers = changes.Select(c => _answers.TryGetValue(c.Key, out var known) ? known : _answers[c.Key] = Take(c)).ToList();
        await Meanwhile();
        return LosesAnswers-- > 0 ? throw new IOException("the answer is lost") : answers;
    }

    private PushAnswer Take(PushedChange change)
    {
        if (change.Values.Text("Name1") == "Bob") return PushAnswer.Refused(change.Key, new CrmError("erp.no-bob", "Not Bob."));
        var there = change.ExternalId is { } known ? _log.Last(l => l.RecordType == change.RecordType && l.ExternalId == known) : null;
        if (there?.Version != change.ExternalVersion) return PushAnswer.ChangedThere(change.Key, there!);
        Carried.Add(change);
        var now = new PulledChange(change.RecordType, change.ExternalId ?? $"n{Carried.Count}", Next()) { Values = change.Values, IsDeleted = change.IsDeleted };
        Put(now);
        return PushAnswer.Done(change.Key, now.ExternalId, now.Version);
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

        public async ValueTask<PulledBatch> PullAsync(ConnectorContext context, string? cursor, CancellationToken cancellationToken)
        {
            erp.Tenants.Add(context.TenantId);
            return await erp.GiveAsync(cursor);
        }

        public async ValueTask<IReadOnlyList<PushAnswer>> PushAsync(ConnectorContext context, IReadOnlyList<PushedChange> changes, CancellationToken cancellationToken) => await erp.TakeAsync(changes);
    }

    /// <summary>A plugin that brings the connector.</summary>
    public Action<ICrmPluginBuilder> Plugin(Action<ICrmPluginBuilder>? more = null, ConnectorDefinition? definition = null) => plugin =>
    {
        plugin.Services.AddSingleton(this);
        plugin.AddConnector<Connector>(definition ?? Definition);
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
