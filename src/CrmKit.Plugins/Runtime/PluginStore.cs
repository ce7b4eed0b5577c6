using System.Security.Cryptography;
using System.Text;
using CrmKit.Audit;
using CrmKit.Catalog;
using CrmKit.Fields;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Storage;
using CrmKit.Tables;
using Microsoft.Extensions.Options;

namespace CrmKit.Plugins.Runtime;

/// <summary>What the loader keeps in the database: it outlives restarts, and all hosts of a database read the same.</summary>
internal interface IPluginStore
{
    /// <summary>Every plugin that the database knows, by id; one that nobody ever switched or started is not in it.</summary>
    Task<IReadOnlyDictionary<string, PluginRow>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Writes a row over the one that was read, with its line in the audit, in one transaction; what <paramref name="also"/> does is part of it.</summary>
    /// <param name="row">With the revision that was read.</param>
    /// <param name="audit">Who, and what.</param>
    /// <param name="also">More to do before the commit, with the transaction; <see langword="null"/> for nothing. What it throws undoes everything.</param>
    /// <param name="cancellationToken">Stops it before the commit.</param>
    /// <returns>The row as stored, with its new revision.</returns>
    /// <exception cref="CrmConflictException"><c>plugin.changed-elsewhere</c>.</exception>
    Task<PluginRow> WriteAsync(PluginRow row, PluginAudit audit, Func<IStoreTransaction?, Task>? also, CancellationToken cancellationToken);

    /// <summary>Makes the indexes that a source's fields ask for. They stay when it goes, as its values do.</summary>
    Task PrepareAsync(ExtensionSource source, CancellationToken cancellationToken);

    /// <summary>What was done with a plugin, the latest first.</summary>
    Task<IReadOnlyList<PluginHistoryEntry>> HistoryAsync(string id, int limit, CancellationToken cancellationToken);

    /// <summary>Tables of plugins.</summary>
    IPluginTableStore Tables { get; }

    /// <summary>What the tables lack of a plugin's model; empty when all fits.</summary>
    Task<IReadOnlyList<string>> MisfitsAsync(TableSchema schema, CancellationToken cancellationToken);

    /// <summary>Counts what a plugin has.</summary>
    Task<PluginPossessions> CountAsync(PluginRow row, CancellationToken cancellationToken);
}

internal sealed class PluginStore(ICrm crm, ICrmStore store, IOptions<CrmKitOptions> options, ICatalog catalog, TimeProvider clock) : IPluginStore
{
    private const string Kind = "plugin";
    private const string WhatKey = "plugin.";
    private readonly string _tenant = options.Value.TenantId;

    public async Task<IReadOnlyDictionary<string, PluginRow>> ReadAsync(CancellationToken cancellationToken)
    {
        await crm.InitializeAsync(cancellationToken);
        await using var reader = await store.OpenReaderAsync(_tenant, cancellationToken);
        var entries = await reader.ListAsync(reader.Query<CatalogEntry>().Where(e => e.Kind == Kind), cancellationToken);
        return entries.ToDictionary(e => e.Key, e => PluginRow.Parse(e.Key, e.Definition), StringComparer.Ordinal);
    }

    public async Task<PluginRow> WriteAsync(PluginRow row, PluginAudit audit, Func<IStoreTransaction?, Task>? also, CancellationToken cancellationToken)
    {
        await crm.InitializeAsync(cancellationToken);
        await using var transaction = await store.BeginAsync(_tenant, cancellationToken);
        var known = await transaction.ListAsync(transaction.Query<CatalogEntry>().Where(e => e.Kind == Kind && e.Key == row.Id), cancellationToken);
        var before = known.Count > 0 ? PluginRow.Parse(row.Id, known[0].Definition) : PluginRow.New(row.Id);
        if (before.Revision != row.Revision) throw new CrmConflictException(PluginErrors.ChangedElsewhere(row.Id));
        if (also is not null) await also(transaction);

        row = row with { Revision = row.Revision + 1 };
        var entry = known.Count > 0 ? known[0] : new CatalogEntry { TenantId = _tenant, Kind = Kind, Key = row.Id };
        (entry.Definition, entry.UpdatedAt, entry.UpdatedById) = (row.Write(), clock.GetUtcNow(), audit.By.UserId);
        var batch = new StoreBatch();
        if (known.Count > 0) batch.RowUpdates.Add(new StoreRowUpdate(entry, [nameof(CatalogEntry.Definition), nameof(CatalogEntry.UpdatedAt), nameof(CatalogEntry.UpdatedById)]));
        else batch.Inserts.Add(entry);
        var told = new AuditOrigin(audit.By, WhatKey + audit.What, Guid.CreateVersion7(entry.UpdatedAt)).NewEntry();
        (told.TenantId, told.RecordType, told.RecordId, told.RecordVersion, told.At) = (_tenant, Kind, RecordIdOf(row.Id), row.Revision, entry.UpdatedAt);
        (told.Reason, told.Changes) = (audit.Reason, PluginRow.Changes(before, row));
        told.Operation = known.Count == 0 ? RecordOperation.Create : row.IsRemoved ? RecordOperation.Delete : RecordOperation.Update;
        batch.Inserts.Add(told);
        await transaction.WriteAsync(batch, cancellationToken);
        Failpoint.Hit($"plugins.before-{audit.What}");
        await transaction.CommitAsync(cancellationToken);
        Failpoint.Hit($"plugins.after-{audit.What}");
        return row;
    }

    public async Task PrepareAsync(ExtensionSource source, CancellationToken cancellationToken)
    {
        var fields = source.Fields.Concat(source.RecordTypes.SelectMany(t => t.Fields.Select(f => (RecordType: t.Key, Field: f))));
        foreach (var (type, field) in fields.Where(f => f.Field is { IsCustom: true, IsIndexed: true } or { IsCustom: true, IsUnique: true } or { IsCustom: true, Kind: FieldKind.Reference }))
            await store.SetCustomIndexAsync(type, field, exists: true, cancellationToken);
    }

    public async Task<IReadOnlyList<PluginHistoryEntry>> HistoryAsync(string id, int limit, CancellationToken cancellationToken)
    {
        await crm.InitializeAsync(cancellationToken);
        var key = RecordIdOf(id);
        await using var reader = await store.OpenReaderAsync(_tenant, cancellationToken);
        var entries = await reader.ListAsync(reader.Query<AuditEntry>().Where(e => e.RecordType == Kind && e.RecordId == key).OrderByDescending(e => e.Id).Take(limit), cancellationToken);
        return [.. entries.Select(e => new PluginHistoryEntry(e.At, e.ActorId, e.ActorName, e.Door.StartsWith(WhatKey, StringComparison.Ordinal) ? e.Door[WhatKey.Length..] : e.Door, e.Changes, e.Reason))];
    }

    public async Task<PluginPossessions> CountAsync(PluginRow row, CancellationToken cancellationToken)
    {
        await crm.InitializeAsync(cancellationToken);
        await using var reader = await store.OpenReaderAsync(_tenant, cancellationToken);
        var owns = await new PluginData(row.Id, row.Inventory, catalog.Current).CountAsync(reader, cancellationToken);
        return row.Tables.Count == 0 ? owns : owns with { Tables = [.. Tables.Count(reader, TablePrefix.Of(row.Id)).Select(t => new PluginPossession(t.Table, t.Rows))] };
    }

    public IPluginTableStore Tables => store.PluginTables;

    public async Task<IReadOnlyList<string>> MisfitsAsync(TableSchema schema, CancellationToken cancellationToken)
    {
        await using var reader = await store.OpenReaderAsync(_tenant, cancellationToken);
        return Tables.Misfits(reader, schema);
    }

    /// <summary>The audit's records have GUIDs: a plugin's is made of its id.</summary>
    private static Guid RecordIdOf(string id) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"plugin:{id}"))[..16]);
}
