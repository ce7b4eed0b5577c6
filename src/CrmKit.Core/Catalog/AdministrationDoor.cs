using CrmKit.Access;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Catalog;

/// <summary>Keeps administrators' fields as rows, and puts them into the catalog once they are committed.</summary>
internal sealed class AdministrationDoor(CrmSession session, ICrmStore store, ExtensionRegistry registry, IAccess access) : ICatalogAdministration
{
    public async Task<IReadOnlyList<CustomFieldSettings>> FieldsAsync(string? recordType = null, CancellationToken cancellationToken = default)
    {
        if (recordType is not null) await DemandAsync(session.Catalog.Type(recordType), cancellationToken);
        var found = new List<CustomFieldSettings>();
        foreach (var (_, field) in await ReadAsync(await session.ReaderAsync(cancellationToken), cancellationToken))
        {
            if (field.IsRemoved || (recordType is not null && field.Settings.RecordType != recordType)) continue;
            if (recordType is null && (!session.Catalog.TryType(field.Settings.RecordType, out var type) || !await MayAsync(type, cancellationToken))) continue;
            found.Add(field.Settings);
        }
        return found;
    }

    public async Task SaveFieldAsync(CustomFieldSettings field, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(field);
        await DemandAsync(session.Catalog.Type(field.RecordType), cancellationToken);
        await ChangeAsync(field.RecordType, field.Key, known => known is null || known.Settings.Kind == field.Kind
            ? new AdminField(field)
            : throw new CrmRuleException(CatalogErrors.KindFixed(field, known.Settings.Kind)), cancellationToken);
    }

    public async Task RemoveFieldAsync(string recordType, string key, CancellationToken cancellationToken = default)
    {
        await DemandAsync(session.Catalog.Type(recordType), cancellationToken);
        await ChangeAsync(recordType, key, known => known is { IsRemoved: false }
            ? known with { IsRemoved = true }
            : throw new CrmNotFoundException(CatalogErrors.FieldUnknown(recordType, key, [])), cancellationToken);
    }

    private async Task ChangeAsync(string recordType, string key, Func<AdminField?, AdminField> change, CancellationToken cancellationToken)
    {
        if (session.Transaction is not null) throw new InvalidOperationException("Definitions change outside units of work: the catalog cannot be rolled back.");
        AdminField? before;
        AdminField after;
        ExtensionSource source;
        await using (var work = await session.BeginWorkAsync(cancellationToken))
        {
            var fields = await ReadAsync(work.Transaction, cancellationToken);
            var entryKey = AdminSource.KeyOf(recordType, key);
            var entry = fields.Keys.FirstOrDefault(e => e.Key == entryKey);
            before = entry is null ? null : fields[entry];
            after = change(before);
            var rows = new StoreBatch();
            if (entry is null) rows.Inserts.Add(entry = new CatalogEntry { TenantId = session.TenantId, Kind = AdminSource.FieldKind, Key = entryKey });
            else rows.RowUpdates.Add(new StoreRowUpdate(entry, [nameof(CatalogEntry.Definition), nameof(CatalogEntry.UpdatedAt), nameof(CatalogEntry.UpdatedById)]));
            (entry.Definition, entry.UpdatedAt, entry.UpdatedById) = (AdminSource.Write(after), session.Now, session.Actor.UserId);
            fields[entry] = after;
            source = AdminSource.Of(fields.OrderBy(f => f.Key.Key, StringComparer.Ordinal).Select(f => f.Value));
            registry.Check(source);
            await work.Transaction.WriteAsync(rows, cancellationToken);
            await work.CommitAsync(cancellationToken);
        }
        registry.Put(source);
        var (was, now) = (IsIndexed(before), IsIndexed(after));
        if (was != now) await store.SetCustomIndexAsync(recordType, AdminSource.Definition(after.Settings), now, cancellationToken);
    }

    private static async Task<Dictionary<CatalogEntry, AdminField>> ReadAsync(IStoreReader reader, CancellationToken cancellationToken) =>
        (await reader.ListAsync(reader.Query<CatalogEntry>().Where(e => e.Kind == AdminSource.FieldKind).OrderBy(e => e.Key), cancellationToken)).ToDictionary(e => e, AdminSource.Read);

    private static bool IsIndexed(AdminField? field) => field is { IsRemoved: false } && AdminSource.Definition(field.Settings).IsIndexed;

    private async ValueTask<bool> MayAsync(RecordTypeDefinition type, CancellationToken cancellationToken) =>
        await access.ScopeAsync(type, Operations.Administer, cancellationToken) == AccessScope.All;

    private async ValueTask DemandAsync(RecordTypeDefinition type, CancellationToken cancellationToken)
    {
        if (!await MayAsync(type, cancellationToken)) throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Administer, type));
    }
}
