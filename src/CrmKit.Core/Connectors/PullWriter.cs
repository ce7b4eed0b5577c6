using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Connectors;

/// <summary>Writes what connectors bring through the write path, type by type in batches, and keeps the links. One that is refused takes nothing from the others.</summary>
internal sealed class PullWriter(CrmSession session, RecordLoader loader, RecordWriter writer, MergedRecords merged) : ISessionService
{
    /// <summary>How many that waited for others are tried again with each batch.</summary>
    private const int MostRetried = 200;

    /// <summary>Writes a batch in the unit of work under way.</summary>
    public async Task<PullCounts> WriteAsync(ConnectorDefinition connector, IReadOnlyList<PulledChange> changes, ConflictRule rule, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        var links = new ConnectorLinks(session, transaction, connector.Key);
        var counts = new PullCounts();
        foreach (var type in connector.Types)
            await WriteAsync(connector, links, type, [.. changes.Where(c => c.RecordType == type.RecordType)], PullMode.New, rule, counts, cancellationToken);
        if (changes.Count == 0) return counts;

        // What others refer to may have come behind them.
        var waiting = (await links.WaitingForOthersAsync(MostRetried, cancellationToken)).Select(ChangeOf).ToLookup(c => c.RecordType);
        foreach (var type in connector.Types) await WriteAsync(connector, links, type, [.. waiting[type.RecordType]], PullMode.Again, rule, counts, cancellationToken);
        return counts;
    }

    /// <summary>Writes what waits, whatever was changed here.</summary>
    /// <returns>Why it was refused; empty when it was not.</returns>
    public async Task<IReadOnlyList<CrmError>> TakeAsync(ConnectorDefinition connector, ConnectorLink link, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        var type = connector.Types.FirstOrDefault(t => t.RecordType == link.RecordType) ?? throw new CrmNotFoundException(CatalogErrors.TypeUnknown(link.RecordType));
        var items = await WriteAsync(connector, new ConnectorLinks(session, transaction, connector.Key), type, [ChangeOf(link)], PullMode.Decided, ConflictRule.TheirsWin, new PullCounts(), cancellationToken);
        return items[0].Errors;
    }

    public static PulledChange ChangeOf(ConnectorLink link) => new(link.RecordType, link.ExternalId!, link.TheirVersion!) { Values = link.Theirs, IsDeleted = link.IsDeletedThere };

    private async Task<IReadOnlyList<PulledItem>> WriteAsync(
        ConnectorDefinition connector, ConnectorLinks links, ConnectorType declared, IReadOnlyList<PulledChange> changes, PullMode mode, ConflictRule rule, PullCounts counts, CancellationToken cancellationToken)
    {
        var mapping = new ConnectorMapping(declared, session.Catalog.Type(declared.RecordType));
        var newest = changes.GroupBy(c => c.ExternalId, StringComparer.Ordinal).Select(g => g.Last()).ToList();
        var known = await links.FindAsync(declared.RecordType, newest.Select(c => c.ExternalId), cancellationToken);
        var items = newest
            .Where(c => mode != PullMode.New || !known.TryGetValue(c.ExternalId, out var link) || (link.TheirVersion ?? link.ExternalVersion) != c.Version) // told before
            .Select(c => new PulledItem(c, known.GetValueOrDefault(c.ExternalId) ?? links.New(c))).ToList();
        if (items.Count == 0) return items;
        await FindRecordsAsync(connector, links, mapping.Type, items, cancellationToken);
        var references = await ReferencesAsync(links, mapping, items, cancellationToken);
        foreach (var item in items.Where(i => !i.Change.IsDeleted))
        {
            (item.Values, var error) = mapping.Values(item.Change, reference => references.TryGetValue(reference, out var id) ? id : null);
            if (error is not null) item.Wait(ConnectorLinkStatus.Refused, [error], session.Now);
        }
        await DemandAnswersAsync(connector, links, declared.RecordType, [.. items.Where(i => !known.ContainsKey(i.Change.ExternalId))], cancellationToken);
        await RestoreAsync(connector, mapping.Type, [.. items.Where(i => Returns(i, rule))], cancellationToken);
        await SaveAsync(connector, mapping, [.. items.Where(i => i.Errors.Count == 0)], mode, rule, counts, cancellationToken);
        await links.WriteAsync(items.Select(i => i.Link), cancellationToken);
        return items;
    }

    // What is new here may be what goes there just now. Its answer tells; one that does not come for long holds up only what has the same values.
    private static async Task DemandAnswersAsync(ConnectorDefinition connector, ConnectorLinks links, string recordType, IReadOnlyList<PulledItem> unknown, CancellationToken cancellationToken)
    {
        if (unknown.Count == 0 || await links.BecomingNewThereAsync(recordType, cancellationToken) is not { Count: > 0 } leaving) return;
        var sent = leaving.Select(l => l.Sent).ToHashSet(StringComparer.Ordinal);
        if (unknown.Any(i => sent.Contains(ConnectorMapping.Text(i.Values))) || await links.IsAnswerDueAsync(leaving.Select(l => l.PushId!.Value), cancellationToken))
            throw new CrmRuleException(ConnectorErrors.PushUnderWay(connector.Key));
    }

    // By link; without one, a record that an import brought under the same external id, or that an earlier link was about.
    private async Task FindRecordsAsync(ConnectorDefinition connector, ConnectorLinks links, RecordTypeDefinition type, IReadOnlyList<PulledItem> items, CancellationToken cancellationToken)
    {
        var free = items.Where(i => i.Link.RecordId is null).ToDictionary(i => (object)ExternalIdOf(connector, i.Change), i => i);
        foreach (var taken in await loader.TakenAsync(type, type.Field("externalId"), free.Keys, cancellationToken)) free[taken.Value].Link.RecordId = taken.Id;

        // What was merged lives on in another record; unless the other system has one of its own for that: both are not written crosswise.
        var aliases = await merged.ByExternalIdAsync(type, [.. free.Where(f => f.Value.Link.RecordId is null).Select(f => (string)f.Key)], cancellationToken);
        var claimed = aliases.Count == 0 ? [] : (await links.OfAsync(type.Key, aliases.Values, cancellationToken)).Keys.Concat(free.Values.Select(i => i.Link.RecordId).OfType<Guid>()).ToHashSet();
        foreach (var (externalId, winner) in aliases)
            if (claimed.Add(winner)) free[externalId].Link.RecordId = winner;
        var records = (await loader.LoadAsync(type, [.. items.Select(i => i.Link.RecordId).OfType<Guid>()], withDeleted: true, cancellationToken)).ToDictionary(r => r.Id);
        foreach (var item in items)
            if (item.Link.RecordId is { } id) item.Record = records.GetValueOrDefault(id);
    }

    private async Task<Dictionary<(string, string), Guid?>> ReferencesAsync(ConnectorLinks links, ConnectorMapping mapping, IReadOnlyList<PulledItem> items, CancellationToken cancellationToken)
    {
        var found = new Dictionary<(string, string), Guid?>();
        foreach (var type in items.Where(i => !i.Change.IsDeleted).SelectMany(i => mapping.References(i.Change)).GroupBy(r => r.Type, r => r.ExternalId))
        {
            var known = await links.FindAsync(type.Key, type, cancellationToken);
            var ends = await merged.FollowAsync(session.Catalog.Type(type.Key), [.. known.Values.Select(l => l.RecordId).OfType<Guid>()], cancellationToken);
            foreach (var (externalId, link) in known) found[(type.Key, externalId)] = link.RecordId is { } id ? ends.GetValueOrDefault(id, id) : null;
        }
        return found;
    }

    // Deleted here because it was deleted there, and back there now; or somebody wants it back.
    private static bool Returns(PulledItem item, ConflictRule rule) => item is { Change.IsDeleted: false, Errors.Count: 0, Record.DeletedAt: not null }
        && (item.Link.Status == ConnectorLinkStatus.Deleted || rule == ConflictRule.TheirsWin);

    private async Task RestoreAsync(ConnectorDefinition connector, RecordTypeDefinition type, IReadOnlyList<PulledItem> items, CancellationToken cancellationToken)
    {
        var requests = items.Select(i => new WriteRequest { Operation = RecordOperation.Restore, Ref = type.Ref(i.Record!.Id) }).ToList();
        var result = await writer.ExecuteAsync(requests, allOrNothing: false, ReasonOf(connector), cancellationToken);
        for (var i = 0; i < items.Count; i++)
        {
            if (result.Outcomes[i].IsSaved) items[i].Record = result.Outcomes[i].Record;
            else items[i].Wait(ConnectorLinkStatus.Refused, result.Outcomes[i].Errors, session.Now);
        }
    }

    private async Task SaveAsync(ConnectorDefinition connector, ConnectorMapping mapping, IReadOnlyList<PulledItem> items, PullMode mode, ConflictRule rule, PullCounts counts, CancellationToken cancellationToken)
    {
        var (asked, requests) = (new List<PulledItem>(), new List<WriteRequest>());
        foreach (var item in items)
        {
            if (IsSame(mapping, item)) item.Settle(item.Change.IsDeleted ? null : ConnectorMapping.Text(item.Values), session.Now);
            else if (mode != PullMode.Decided && item.IsEcho) item.Pass(session.Now);
            else if (rule == ConflictRule.OursWin && IsChangedHere(mapping, item)) item.KeepOurs(session.Now);
            else if (rule == ConflictRule.Ask && IsChangedHere(mapping, item)) item.Wait(ConnectorLinkStatus.Conflict, [ConnectorErrors.Conflict(mapping.Type.Ref(item.Record!.Id))], session.Now);
            else
            {
                asked.Add(item);
                requests.Add(RequestOf(connector, mapping.Type, item));
            }
        }
        var result = await writer.ExecuteAsync(requests, allOrNothing: false, ReasonOf(connector), cancellationToken);
        var saved = new List<PulledItem>();
        for (var i = 0; i < asked.Count; i++)
        {
            var outcome = result.Outcomes[i];
            if (!outcome.IsSaved) asked[i].Wait(ConnectorLinkStatus.Refused, outcome.Errors, session.Now);
            else
            {
                counts.Add(requests[i].Operation);
                asked[i].Record = outcome.Record;
                saved.Add(asked[i]);
            }
        }
        // Again, because handlers after the save may have changed them further.
        var records = (await loader.LoadAsync(mapping.Type, [.. saved.Select(i => i.Record!.Id)], withDeleted: true, cancellationToken)).ToDictionary(r => r.Id);
        foreach (var item in saved)
        {
            item.Record = records[item.Record!.Id];
            item.Settle(mapping.Text(item.Record), session.Now);
        }
    }

    private static bool IsSame(ConnectorMapping mapping, PulledItem item) => item.Change.IsDeleted
        ? item.Record is null or { DeletedAt: not null }
        : item.Record is { DeletedAt: null } record && mapping.Text(record) == ConnectorMapping.Text(item.Values);

    // Of a record that was here before its link nobody knows what it was when both were the same.
    private static bool IsChangedHere(ConnectorMapping mapping, PulledItem item) =>
        item.Record is { } record && (item.Link.SyncedAt is null || record.DeletedAt is not null || mapping.Text(record) != item.Link.Synced);

    private static WriteRequest RequestOf(ConnectorDefinition connector, RecordTypeDefinition type, PulledItem item)
    {
        if (item.Record is { } known)
            return new WriteRequest { Operation = item.Change.IsDeleted ? RecordOperation.Delete : RecordOperation.Update, Ref = type.Ref(known.Id), Values = item.Values, ExpectedVersion = known.Version };
        var record = type.IsCustom ? new CustomRecord(type.Key) : TypePlan.Of(type).NewRecord();
        record.ExternalId = ExternalIdOf(connector, item.Change);
        return new WriteRequest { Operation = RecordOperation.Create, Ref = type.Ref(record.Id), Record = record, Values = item.Values };
    }

    // Two systems may count from 1.
    private static string ExternalIdOf(ConnectorDefinition connector, PulledChange change) => $"{connector.Key}:{change.ExternalId}";

    private static string ReasonOf(ConnectorDefinition connector) => $"connector {connector.Key}";

    private enum PullMode
    {
        /// <summary>It just came: a version that was seen before is passed over.</summary>
        New,

        /// <summary>It waited for another record.</summary>
        Again,

        /// <summary>Somebody decided that it counts.</summary>
        Decided,
    }
}

/// <summary>What a batch did.</summary>
internal sealed class PullCounts
{
    public long Created { get; private set; }
    public long Updated { get; private set; }
    public long Deleted { get; private set; }

    public void Add(RecordOperation operation)
    {
        if (operation == RecordOperation.Create) Created++;
        else if (operation == RecordOperation.Delete) Deleted++;
        else Updated++;
    }
}
