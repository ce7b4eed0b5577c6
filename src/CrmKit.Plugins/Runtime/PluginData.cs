using System.Text.Json;
using System.Text.Json.Nodes;
using CrmKit.Catalog;
using CrmKit.Connectors;
using CrmKit.Conversions;
using CrmKit.Fields;
using CrmKit.Pipelines;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Plugins.Runtime;

/// <summary>A plugin's share of the database, by the keys of its inventory: counted, changed by its migrations, erased on request. Touches nothing else.</summary>
internal sealed class PluginData(string id, PluginInventory inventory, CatalogSnapshot catalog)
{
    private const int BatchSize = 500;
    private readonly string _id = id;

    public IReadOnlyList<string> RecordTypes => inventory.RecordTypes;

    public async Task<PluginPossessions> CountAsync(IStoreReader reader, CancellationToken cancellationToken)
    {
        List<PluginPossession> types = [], fields = [], pipelines = [];
        foreach (var type in inventory.RecordTypes)
            types.Add(new(type, await reader.CountAsync(reader.Query<CustomRecord>().Where(r => r.TypeKey == type), cancellationToken)));
        foreach (var (type, key) in Fields)
            if (RowsOf(type) is { } rows) fields.Add(new($"{type}.{key}", (await rows.WithValueAsync(reader, key, cancellationToken)).Count));
        foreach (var (type, key) in Pipelines)
            if (RowsOf(type) is { } rows) pipelines.Add(new(key, inventory.RecordTypes.Contains(type) ? 0 : await rows.InPipelineAsync(reader, key, cancellationToken)));
        return new PluginPossessions { RecordTypes = types, Fields = fields, Pipelines = pipelines };
    }

    /// <summary>Removes the plugin's values from the records of others, which the audit tells, and its own records with all that is told of them.</summary>
    public async Task EraseAsync(IStoreTransaction transaction, PluginAudit why, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var byType in Fields.GroupBy(f => f.Type, f => f.Key))
            if (!inventory.RecordTypes.Contains(byType.Key) && RowsOf(byType.Key) is { } rows) await EraseFieldsAsync(transaction, rows, byType.ToList(), why, now, cancellationToken);
        await EraseConnectorsAsync(transaction, cancellationToken);
        foreach (var type in inventory.RecordTypes)
        {
            var batch = new StoreBatch();
            batch.Deletes.AddRange(await transaction.ListAsync(transaction.Query<StageHistoryEntry>().Where(e => e.RecordType == type), cancellationToken));
            batch.Deletes.AddRange(await transaction.ListAsync(transaction.Query<Counter>().Where(c => c.RecordType == type), cancellationToken));
            batch.Deletes.AddRange(await transaction.ListAsync(transaction.Query<CounterDelta>().Where(c => c.RecordType == type), cancellationToken));
            batch.Deletes.AddRange(await transaction.ListAsync(transaction.Query<ConversionLink>().Where(l => l.SourceType == type || l.TargetType == type), cancellationToken));
            batch.Deletes.AddRange(await transaction.ListAsync(transaction.Query<ConnectorLink>().Where(l => l.RecordType == type), cancellationToken));
            var audit = await transaction.ListAsync(transaction.Query<AuditEntry>().Where(e => e.RecordType == type), cancellationToken);
            batch.Deletes.AddRange(audit);
            if (audit.Count > 0) batch.Inserts.Add(AuditChain.Erased(audit, why.By, now, "plugin.erase", why.Reason));
            batch.Deletes.AddRange(await transaction.ListAsync(transaction.Query<CustomRecord>().Where(r => r.TypeKey == type), cancellationToken));
            await transaction.WriteAsync(batch, cancellationToken);
        }
    }

    // The records that connectors brought stay: they are not the plugin's. What ties them to the other system goes, and where it was.
    private async Task EraseConnectorsAsync(IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        var states = await transaction.ListAsync(transaction.Query<ConnectorState>().Where(s => s.Source == _id), cancellationToken);
        var keys = states.Select(s => s.Connector).ToList();
        var batch = new StoreBatch();
        batch.Deletes.AddRange(states);
        batch.Deletes.AddRange(await transaction.ListAsync(transaction.Query<ConnectorLink>().Where(l => keys.Contains(l.Connector)), cancellationToken));
        var names = keys.Select(k => ConnectorState.MessagePrefix + k).ToList();
        batch.Deletes.AddRange(await transaction.ListAsync(transaction.Query<OutboxMessage>().Where(m => names.Contains(m.Name)), cancellationToken));
        await transaction.WriteAsync(batch, cancellationToken);
    }

    private async Task EraseFieldsAsync(IStoreTransaction transaction, TypeRows rows, IReadOnlyList<string> keys, PluginAudit why, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = new HashSet<Guid>();
        foreach (var key in keys) ids.UnionWith(await rows.WithValueAsync(transaction, key, cancellationToken));
        foreach (var some in ids.Order().Chunk(BatchSize))
        {
            var batch = new StoreBatch();
            foreach (var record in await rows.ReadAsync(transaction, some, cancellationToken))
            {
                var taken = keys.Where(k => record.Custom.Contains(k)).ToList();
                record.Custom = record.Custom.With(taken.Select(k => KeyValuePair.Create(k, (object?)null)));
                batch.Updates.Add(Touched(record, now, why.By.UserId, [nameof(Record.Custom)]));
                batch.Inserts.Add(Entry(rows.Type, record, why.By, now, "plugin.erase", why.Reason is { } reason ? $"{_id}: {reason}" : _id, Erased(taken)));
            }
            await transaction.WriteAsync(batch, cancellationToken);
        }
    }

    /// <summary>Which values went, without them.</summary>
    private static string Erased(IEnumerable<string> keys)
    {
        var changes = new JsonObject();
        foreach (var key in keys.Order(StringComparer.Ordinal)) changes[key] = new JsonArray(null, null);
        return changes.ToJsonString();
    }

    /// <summary>What migrations work with.</summary>
    public IPluginData For(string fromVersion, IStoreTransaction transaction, Actor actor, DateTimeOffset now) => new Migrated(this, fromVersion, transaction, actor, now);

    /// <summary>The plugin's fields on types of others.</summary>
    public IEnumerable<(string Type, string Key)> Fields => inventory.Fields.Select(f => (f[..f.IndexOf($".{_id}.", StringComparison.Ordinal)], f[(f.IndexOf($".{_id}.", StringComparison.Ordinal) + 1)..]));

    private IEnumerable<(string Type, string Key)> Pipelines => inventory.Pipelines.Select(p => (p[..p.IndexOf(':', StringComparison.Ordinal)], p[(p.IndexOf(':', StringComparison.Ordinal) + 1)..]));

    /// <summary>The rows of a type; <see langword="null"/> when nobody defines it any more.</summary>
    public TypeRows? RowsOf(string type) =>
        inventory.RecordTypes.Contains(type) ? new TypeRows<CustomRecord>(type)
        : catalog.TryType(type, out var known) ? (TypeRows)Activator.CreateInstance(typeof(TypeRows<>).MakeGenericType(known.ClrType), type)! : null;

    private static StoreUpdate Touched(Record record, DateTimeOffset now, Guid? actor, IReadOnlyCollection<string> properties)
    {
        var expected = record.Version++;
        (record.UpdatedAt, record.UpdatedById) = (now, actor);
        return new StoreUpdate(record, expected, properties);
    }

    private static AuditEntry Entry(string type, Record record, Actor actor, DateTimeOffset now, string door, string reason, string changes) => new()
    {
        TenantId = record.TenantId,
        RecordType = type,
        RecordId = record.Id,
        RecordVersion = record.Version,
        Operation = RecordOperation.Update,
        At = now,
        ActorId = actor.UserId,
        ActorName = actor.IsSystem ? actor.Name : null,
        Door = door,
        Reason = reason,
        Changes = changes,
    };

    private sealed class Migrated(PluginData data, string fromVersion, IStoreTransaction transaction, Actor actor, DateTimeOffset now) : IPluginData
    {
        public string FromVersion => fromVersion;

        public async Task<int> ChangeAsync(string recordType, Action<PluginDataRecord> change, CancellationToken cancellationToken)
        {
            var rows = data.RowsOf(recordType) ?? throw new CrmNotFoundException(CatalogErrors.TypeUnknown(recordType));
            var changed = 0;
            foreach (var some in (await rows.IdsAsync(transaction, cancellationToken)).Order().Chunk(BatchSize))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var batch = new StoreBatch();
                foreach (var record in await rows.ReadAsync(transaction, some, cancellationToken))
                {
                    var before = record.Custom;
                    change(new PluginDataRecord(data._id, record));
                    if (record.Custom.Equals(before)) continue;
                    batch.Updates.Add(Touched(record, now, actor.UserId, [nameof(Record.Custom)]));
                    batch.Inserts.Add(Entry(recordType, record, actor, now, "plugin.migration", $"{data._id}: data of {fromVersion}", Differences(before.Json, record.Custom.Json)));
                    changed++;
                }
                await transaction.WriteAsync(batch, cancellationToken);
            }
            return changed;
        }

        private static string Differences(string before, string after)
        {
            var (was, now) = (JsonDocument.Parse(before).RootElement, JsonDocument.Parse(after).RootElement);
            var keys = was.EnumerateObject().Concat(now.EnumerateObject()).Select(p => p.Name).Distinct().Order(StringComparer.Ordinal);
            var parts = new JsonObject();
            foreach (var key in keys)
            {
                var (old, young) = (was.TryGetProperty(key, out var o) ? o.GetRawText() : "null", now.TryGetProperty(key, out var y) ? y.GetRawText() : "null");
                if (old != young) parts[key] = new JsonArray(JsonNode.Parse(old), JsonNode.Parse(young));
            }
            return parts.ToJsonString();
        }
    }
}
