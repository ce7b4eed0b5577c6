using System.Data.Common;
using CrmKit.Storage;
using CrmKit.Tables;
using NuGet.Versioning;

namespace CrmKit.Plugins.Runtime;

/// <summary>What lies between the tables that a version of a plugin brings and those that the database has. Runs no code of the plugin: its migrations are statements by now.</summary>
internal sealed class TableUpgrade(string id, NuGetVersion version, TableSchema? schema, IReadOnlyList<AppliedMigration> applied)
{
    private readonly List<AppliedMigration> _undone = [.. Newer(applied, version).Where(m => schema?.Scripts.Any(s => s.Name == m.Name) != true)];
    private readonly List<TableScript> _pending =
    [
        .. (schema?.Scripts ?? []).Where(s => !applied.Any(m => m.Name == s.Name)).OrderBy(s => NuGetVersion.TryParse(s.Version, out var to) ? to : null),
    ];

    public bool IsNeeded => _undone.Count > 0 || _pending.Count > 0;

    /// <summary>What was applied by versions after this one, the latest first.</summary>
    public static IReadOnlyList<AppliedMigration> Newer(IReadOnlyList<AppliedMigration> applied, NuGetVersion version) =>
        [.. applied.Where(m => NuGetVersion.Parse(m.Version) > version).Reverse()];

    /// <summary>What stands against it, before anything is done.</summary>
    /// <param name="known">All plugins that the database knows.</param>
    /// <param name="mayUndo">Whether somebody has asked for an older version by force.</param>
    public IReadOnlyList<CrmError> Check(IEnumerable<PluginRow> known, bool mayUndo)
    {
        var errors = new List<CrmError>();
        foreach (var script in schema?.Scripts ?? [])
        {
            if (!NuGetVersion.TryParse(script.Version, out var to)) errors.Add(TableErrors.MigrationInvalid(id, script.Name, $"is of the version '{script.Version}', which is none"));
            else if (to > version) errors.Add(TableErrors.MigrationInvalid(id, script.Name, $"is of version {script.Version}, later than the plugin's own, {version.ToNormalizedString()}"));
            else if (applied.FirstOrDefault(m => m.Name == script.Name) is { } before && before.Checksum != script.Checksum) errors.Add(TableErrors.MigrationChanged(id, before.ToString()));
        }
        foreach (var gone in applied.Where(m => NuGetVersion.Parse(m.Version) <= version && schema?.Scripts.Any(s => s.Name == m.Name) != true))
            errors.Add(TableErrors.MigrationGone(id, gone.ToString(), version.ToNormalizedString()));
        if (_undone.Count > 0 && !mayUndo) errors.Add(TableErrors.Newer(id, version.ToNormalizedString(), _undone.Select(m => m.ToString())));
        errors.AddRange(_undone.Where(m => m.Undo is null).Select(m => TableErrors.NoWayBack(id, m.ToString(), version.ToNormalizedString(), m.NoWayBack ?? "")));
        if (schema is not null && known.FirstOrDefault(r => r.Id != id && r.Tables.Count > 0 && TablePrefix.Of(r.Id) == schema.Prefix) is { } other) errors.Add(TableErrors.PrefixTaken(id, other.Id));
        return errors;
    }

    /// <summary>The history as it will be.</summary>
    public IReadOnlyList<AppliedMigration> After(DateTimeOffset now) =>
        [.. applied.Except(_undone), .. _pending.Select(s => new AppliedMigration(s.Version, s.Name, s.Checksum, now, s.Down, s.NoWayBack))];

    /// <summary>Undoes, then applies, inside the transaction; what it throws undoes all of it.</summary>
    /// <exception cref="CrmRuleException"><c>tables.migration-failed</c>, <c>tables.foreign</c>, <c>tables.model-differs</c>.</exception>
    public void Run(IPluginTableStore tables, IStoreTransaction transaction, TimeSpan limit, TimeProvider clock)
    {
        using var time = new CancellationTokenSource(limit, clock);
        foreach (var migration in _undone) Run(tables, transaction, migration.ToString(), migration.Undo!, time.Token);
        foreach (var script in _pending) Run(tables, transaction, $"{script.Version} {script.Name}", script.Up, time.Token);
        if (schema is not null) Demand(id, tables.Misfits(transaction, schema));
    }

    /// <exception cref="CrmRuleException"><c>tables.model-differs</c>.</exception>
    public static void Demand(string id, IReadOnlyList<string> misfits)
    {
        if (misfits.Count > 0) throw new CrmRuleException(TableErrors.ModelDiffers(id, misfits));
    }

    private void Run(IPluginTableStore tables, IStoreTransaction transaction, string migration, IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        try
        {
            tables.Run(transaction, TablePrefix.Of(id), statements, cancellationToken);
        }
        catch (DbException e)
        {
            throw new CrmRuleException(TableErrors.MigrationFailed(id, migration, e.Message));
        }
        catch (OperationCanceledException)
        {
            throw new CrmRuleException(TableErrors.MigrationFailed(id, migration, "it took longer than PluginOptions.MigrationTimeout."));
        }
    }
}
