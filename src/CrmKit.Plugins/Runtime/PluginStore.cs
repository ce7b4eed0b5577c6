using System.Text.Json;
using CrmKit.Plugins.Manifests;
using CrmKit.Fields;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.Options;

namespace CrmKit.Plugins.Runtime;

/// <summary>What the loader keeps in the database: it outlives restarts, and all hosts of a database read the same.</summary>
internal interface IPluginStore
{
    /// <summary>Which plugins are meant to run, by id; one that nobody ever switched is not in it and is meant to run.</summary>
    Task<IReadOnlyDictionary<string, bool>> ReadSwitchesAsync(CancellationToken cancellationToken);

    Task WriteSwitchAsync(string id, bool isEnabled, CancellationToken cancellationToken);

    /// <summary>Makes the indexes that a source's fields ask for. They stay when it goes, as its values do.</summary>
    Task PrepareAsync(ExtensionSource source, CancellationToken cancellationToken);
}

internal sealed class PluginStore(ICrm crm, ICrmStore store, IOptions<CrmKitOptions> options, TimeProvider clock) : IPluginStore
{
    private const string Kind = "plugin";
    private readonly string _tenant = options.Value.TenantId;

    public async Task<IReadOnlyDictionary<string, bool>> ReadSwitchesAsync(CancellationToken cancellationToken)
    {
        await crm.InitializeAsync(cancellationToken);
        await using var reader = await store.OpenReaderAsync(_tenant, cancellationToken);
        var entries = await reader.ListAsync(reader.Query<CatalogEntry>().Where(e => e.Kind == Kind), cancellationToken);
        return entries.ToDictionary(e => e.Key, e => JsonSerializer.Deserialize(e.Definition, PluginJsonContext.Default.SwitchJson) is not { IsEnabled: false }, StringComparer.Ordinal);
    }

    public async Task WriteSwitchAsync(string id, bool isEnabled, CancellationToken cancellationToken)
    {
        await crm.InitializeAsync(cancellationToken);
        await using var transaction = await store.BeginAsync(_tenant, cancellationToken);
        var known = await transaction.ListAsync(transaction.Query<CatalogEntry>().Where(e => e.Kind == Kind && e.Key == id), cancellationToken);
        var entry = known.Count > 0 ? known[0] : new CatalogEntry { TenantId = _tenant, Kind = Kind, Key = id };
        entry.Definition = JsonSerializer.Serialize(new SwitchJson { IsEnabled = isEnabled }, PluginJsonContext.Default.SwitchJson);
        entry.UpdatedAt = clock.GetUtcNow();
        var batch = new StoreBatch();
        if (known.Count > 0) batch.RowUpdates.Add(new StoreRowUpdate(entry, [nameof(CatalogEntry.Definition), nameof(CatalogEntry.UpdatedAt)]));
        else batch.Inserts.Add(entry);
        await transaction.WriteAsync(batch, cancellationToken);
        Failpoint.Hit("plugins.before-switch-commit");
        await transaction.CommitAsync(cancellationToken);
        Failpoint.Hit("plugins.after-switch-commit");
    }

    public async Task PrepareAsync(ExtensionSource source, CancellationToken cancellationToken)
    {
        var fields = source.Fields.Concat(source.RecordTypes.SelectMany(t => t.Fields.Select(f => (RecordType: t.Key, Field: f))));
        foreach (var (type, field) in fields.Where(f => f.Field is { IsCustom: true, IsIndexed: true } or { IsCustom: true, IsUnique: true } or { IsCustom: true, Kind: FieldKind.Reference }))
            await store.SetCustomIndexAsync(type, field, exists: true, cancellationToken);
    }
}
