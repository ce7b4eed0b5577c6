using CrmKit.Diagnostics;
using CrmKit.Events;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Connectors;

/// <summary>
/// Takes one batch to the other system, outside any transaction, and keeps the answer: links, counts and the batches that follow are one transaction.
/// A kill before it sends the same keys and values again, which the other system knows; one after it finds nothing in the batch any more.
/// </summary>
internal static class PushDelivery
{
    /// <summary>The connector whose changes an effect takes; <see langword="null"/> for other effects.</summary>
    public static string? ConnectorOf(OutboxMessage message) => ConnectorTimes.ConnectorOf(message.Name);

    public static async Task<DeliveryOutcome> RunAsync(Crm crm, ExtensionSnapshot extensions, OutboxMessage message, string key, TimeProvider clock)
    {
        // With its plugin disabled the batch waits; the order of each record's changes waits with it.
        if (extensions.Catalog.Connectors.FirstOrDefault(c => c.Key == key) is not { } connector) return new([], ConnectorErrors.NotEnabled(key).Message);
        var batch = Guid.Parse(message.Key!);
        CrmError failure;
        try
        {
            using var limit = new CancellationTokenSource(Dispatcher.TimeLimit, clock);
            var changes = await ChangesAsync(crm, message, connector, batch, limit.Token);
            if (changes.Count == 0) return new([]);
            if (await SendAsync(extensions, connector, message.TenantId, changes, limit.Token) is not { } answers) return new([], ConnectorErrors.NotEnabled(key).Message); // it is leaving
            Failpoint.Hit("connector.pushed");
            await KeepAsync(crm, message, connector.Key, batch, answers, limit.Token);
            Telemetry.Delivered("executed");
            return new([]);
        }
        catch (CrmException refusal)
        {
            failure = refusal.Error;
        }
        catch (OperationCanceledException)
        {
            failure = ConnectorErrors.PushFailed(key, $"sending and writing the answer did not end within {Dispatcher.TimeLimit.TotalSeconds:0} seconds.");
        }
        await ConnectorDelivery.TellAsync(crm, message, connector, (state, _) => (state.PushErrorCode, state.PushError) = (failure.Code, ConnectorErrors.Short(failure.Message)));
        Telemetry.Delivered("failed");
        return new([$"connector {key}: {failure}"]);
    }

    /// <summary>Tells connectors that records changed: those that have to go are put into batches.</summary>
    /// <returns>Why it failed; empty when it did not.</returns>
    public static async Task<IReadOnlyList<string>> NoteAsync(Crm crm, CatalogSnapshot catalog, OutboxMessage message, IReadOnlyCollection<Guid> records)
    {
        var failures = new List<string>();
        foreach (var connector in catalog.Connectors)
        {
            foreach (var mapping in connector.Types.Where(t => IsAbout(message.Name, t)))
            {
                try
                {
                    await using var session = ConnectorDelivery.Open(crm, message, connector.Key);
                    await using var work = await session.BeginWorkAsync(CancellationToken.None);
                    await session.Service<PushPlanner>().PlanAsync(connector, mapping, records, mapping.Push == ConnectorPush.All, isAgain: false, work.Transaction, CancellationToken.None);
                    await work.CommitAsync();
                }
                catch (CrmException refusal)
                {
                    failures.Add($"connector {connector.Key}: {refusal.Error}");
                }
            }
        }
        return failures;
    }

    /// <summary>Whether an event tells a connector that records changed.</summary>
    public static bool IsNoted(CatalogSnapshot catalog, string eventName) => catalog.Connectors.Any(c => c.Types.Any(t => IsAbout(eventName, t)));

    private static bool IsAbout(string eventName, ConnectorType mapping) => mapping.Push != ConnectorPush.None && eventName.Length > mapping.RecordType.Length && eventName.StartsWith(mapping.RecordType, StringComparison.Ordinal)
        && eventName[mapping.RecordType.Length..] is ".created" or ".updated" or ".deleted" or ".restored";

    private static async Task<IReadOnlyList<PushedChange>> ChangesAsync(Crm crm, OutboxMessage message, ConnectorDefinition connector, Guid batch, CancellationToken cancellationToken)
    {
        await using var session = ConnectorDelivery.Open(crm, message, connector.Key);
        var reader = await session.ReaderAsync(cancellationToken);
        var links = await ConnectorLinks.InBatchAsync(reader, connector.Key, batch, cancellationToken);
        var changes = new List<PushedChange>(links.Count);
        foreach (var type in connector.Types)
        {
            var mapping = new ConnectorMapping(type, session.Catalog.Type(type.RecordType));
            var mine = links.Where(l => l.RecordType == type.RecordType).ToList();
            var keys = await KeysAsync(reader, connector.Key, mapping, mine, cancellationToken);
            changes.AddRange(mine.Select(link => new PushedChange(KeyOf(link, batch), link.RecordType, link.RecordId!.Value)
            {
                ExternalId = link.ExternalId,
                ExternalVersion = link.SentBase,
                IsDeleted = link.IsSentDeleted,
                Values = link.IsSentDeleted ? CustomValues.Empty : mapping.Theirs(link.Sent, keys.GetValueOrDefault),
            }));
        }
        return changes;
    }

    private static string KeyOf(ConnectorLink link, Guid batch) => $"{batch:N}/{link.Id:N}";

    // The keys there of what the changes refer to.
    private static async Task<Dictionary<RecordRef, string?>> KeysAsync(IStoreReader reader, string connector, ConnectorMapping mapping, IReadOnlyList<ConnectorLink> links, CancellationToken cancellationToken)
    {
        var ids = links.SelectMany(l => mapping.References(l.Sent)).Select(id => (Guid?)id).Distinct().ToList();
        if (ids.Count == 0) return [];
        var found = await reader.ListAsync(reader.Query<ConnectorLink>().Where(l => l.Connector == connector && ids.Contains(l.RecordId)), cancellationToken);
        return found.ToDictionary(l => new RecordRef(l.RecordType, l.RecordId!.Value), l => l.ExternalId);
    }

    private static async Task<IReadOnlyDictionary<string, PushAnswer>?> SendAsync(
        ExtensionSnapshot extensions, ConnectorDefinition connector, string tenantId, IReadOnlyList<PushedChange> changes, CancellationToken cancellationToken)
    {
        await using var scopes = new ExtensionScopes();
        if (extensions.For(typeof(IConnector), connector.Key) is not [var (source, point), ..] || scopes.Resolve<IConnector>(source, point) is not { } handler) return null;
        var (answers, fault) = await handler.AskAsync(CallKind.Background, (Context: new ConnectorContext(connector.Key, tenantId), changes),
            static (c, asked, token) => c.PushAsync(asked.Context, asked.changes, token), cancellationToken);
        if (fault is not null) throw new CrmRuleException(ConnectorErrors.PushFailed(connector.Key, fault.Detail));
        var all = answers?.ToList() ?? [];
        if (Problem(changes, all) is { } problem) throw new CrmRuleException(ConnectorErrors.AnswerInvalid(connector.Key, problem));
        return all.ToDictionary(a => a.Key, StringComparer.Ordinal);
    }

    private static string? Problem(IReadOnlyList<PushedChange> changes, List<PushAnswer> answers)
    {
        if (answers.Any(a => a is null)) return "an answer is nothing.";
        if (!answers.Select(a => a.Key).Order(StringComparer.Ordinal).SequenceEqual(changes.Select(c => c.Key).Order(StringComparer.Ordinal)))
            return $"{changes.Count} changes need one answer each by their keys; there are {answers.Count}.";
        foreach (var answer in answers)
        {
            var asked = changes.First(c => c.Key == answer.Key);
            if (answer.ExternalId is { Length: > 100 } || answer.Version is { Length: > 100 }) return "a key or version is longer than 100 characters.";
            if (answer.Theirs is not { } theirs) continue;
            if (theirs.RecordType != asked.RecordType || theirs.Values is null || theirs.ExternalId is not { Length: > 0 and <= 100 } || theirs.Version is not { Length: > 0 and <= 100 } || (asked.ExternalId ?? theirs.ExternalId) != theirs.ExternalId)
                return $"what is there instead of {asked.RecordType} '{asked.ExternalId}' is another record, or has no key, version or values.";
        }
        return null;
    }

    private static async Task KeepAsync(Crm crm, OutboxMessage message, string key, Guid batch, IReadOnlyDictionary<string, PushAnswer> answers, CancellationToken cancellationToken)
    {
        await using var session = ConnectorDelivery.Open(crm, message, key);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        if (session.Catalog.Connectors.FirstOrDefault(c => c.Key == key) is not { } connector) throw new CrmRuleException(ConnectorErrors.NotEnabled(key)); // the same batch comes again with the plugin, and is answered as before
        await session.Service<PushWriter>().WriteAsync(connector, batch, link => answers.GetValueOrDefault(KeyOf(link, batch)), work.Transaction, cancellationToken);
        Failpoint.Hit("connector.before-push-commit");
        await work.CommitAsync(cancellationToken);
        Failpoint.Hit("connector.after-push-commit");
    }
}
