using CrmKit.Access;
using CrmKit.Audit;
using CrmKit.Events;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Settings;

/// <summary>Settings as one row per plugin and tenant, with the event that they changed in the same transaction.</summary>
internal sealed class SettingsDoor(CrmSession session, IEnumerable<ISecretProtector> protectors, AuditActs acts) : ISettings
{
    public async Task<SettingValues> GetAsync(string source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        await DemandAsync(cancellationToken);
        var schema = SettingSchema.Of(session.Catalog, source);
        var (stored, _) = await StoredSettings.ReadAsync(await session.ReaderAsync(cancellationToken), source, cancellationToken);
        return schema.Effective(stored, null, withSecrets: false);
    }

    public async Task SaveAsync(string source, IReadOnlyDictionary<string, object?> values, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(values);
        await DemandAsync(cancellationToken);
        var schema = SettingSchema.Of(session.Catalog, source);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await work.Transaction.LockAsync([SettingSecrets.Lock(source)], cancellationToken);
        var (before, row) = await StoredSettings.ReadAsync(work.Transaction, source, cancellationToken);
        var after = schema.Change(before, values, protectors.LastOrDefault());
        if (after.ToJson() != before.ToJson()) await WriteAsync(work.Transaction, source, row, before, after, values.Keys, cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<SettingsVersion>> VersionsAsync(string source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        await DemandAsync(cancellationToken);
        var (stored, _) = await StoredSettings.ReadAsync(await session.ReaderAsync(cancellationToken), source, cancellationToken);
        return await new SettingsHistory(session, SettingSchema.Of(session.Catalog, source)).ReadAsync(stored, cancellationToken);
    }

    public async Task RestoreAsync(string source, Guid version, CancellationToken cancellationToken = default)
    {
        var wanted = (await VersionsAsync(source, cancellationToken)).FirstOrDefault(v => v.Id == version) ?? throw new CrmNotFoundException(SettingErrors.VersionUnknown(source));
        await SaveAsync(source, session.Catalog.Settings.Where(s => s.Field.Source == source && !s.IsSecret).ToDictionary(s => s.Field.Key, s => wanted.Values.Given.Contains(s.Field.Key) ? wanted.Values.Get(s) : null), cancellationToken);
    }

    private async Task WriteAsync(IStoreTransaction transaction, string source, CatalogEntry? row, StoredSettings before, StoredSettings after, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var batch = new StoreBatch();
        if (row is null) batch.Inserts.Add(row = new CatalogEntry { TenantId = session.TenantId, Kind = StoredSettings.Kind, Key = source });
        else batch.RowUpdates.Add(new StoreRowUpdate(row, [nameof(CatalogEntry.Definition), nameof(CatalogEntry.UpdatedAt), nameof(CatalogEntry.UpdatedById)]));
        (row.Definition, row.UpdatedAt, row.UpdatedById) = (after.ToJson(), session.Now, session.Actor.UserId);
        batch.Inserts.Add(acts.Of("setting", source, before.ForAudit(before), after.ForAudit(before)));
        batch.Inserts.Add(EventWriter.Message(session, source + ".settings-changed", keys.Order(StringComparer.Ordinal), static (json, key) => json.WriteString("key", key)));
        await transaction.WriteAsync(batch, cancellationToken);
        Failpoint.Hit("settings.before-commit");
    }

    private ValueTask DemandAsync(CancellationToken cancellationToken) => AdministratorRights.DemandAsync(session, SettingErrors.Forbidden, cancellationToken);
}
