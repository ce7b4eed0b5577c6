using CrmKit.Plugins.Isolation;
using CrmKit.Plugins.Packages;

namespace CrmKit.Plugins.Runtime;

/// <summary>Finds plugins in the folder and in the store, and says which of them are meant to run. Used under the runtime's turn only.</summary>
internal sealed class PluginDiscovery(PluginBoard board, PluginLifecycle life, PluginFolder folder, PackageStore packages, PluginHolds holds, PluginIsolation isolation, PluginOptions options)
{
    /// <summary>Takes up what came, takes out what went, and marks what is wanted.</summary>
    public async Task DiscoverAsync()
    {
        var found = options.AllowFolders ? folder.Find() : [];
        var installed = life.Rows.Where(r => !r.IsRemoved && (r.Package ?? r.Next) is not null).ToDictionary(r => r.Id, StringComparer.Ordinal);
        foreach (var gone in board.Leaving(board.Entries.Where(e => e.Package is { } p ? !installed.ContainsKey(p.Id) : !found.Contains(e.Folder))))
        {
            await life.TakeOutAsync(gone, gone.Package is null ? PluginState.Unloaded : PluginState.Removed);
            board.Entries.Remove(gone);
        }
        foreach (var row in installed.Values) DiscoverPackage(row);
        foreach (var path in found) DiscoverFolder(path);
        Supersede();
        foreach (var entry in board.Entries.Where(e => e is { Manifest: not null, Running: null })) Want(entry);
    }

    private void DiscoverFolder(string path)
    {
        var entry = board.Entries.Find(e => e.Package is null && e.Folder == path);
        if (entry is null) board.Entries.Add(entry = new PluginEntry(path, isolation));
        if (entry.Running is not null) return;
        var fingerprint = PluginFolder.Fingerprint(path);
        if (entry.Fingerprint != fingerprint || entry.FailedByOthers || entry.State is PluginState.Unloaded or PluginState.Superseded) life.Discover(entry);
        entry.Fingerprint = fingerprint;
    }

    /// <summary>Takes up what the database says is installed.</summary>
    public void DiscoverPackage(PluginRow row)
    {
        var package = (row.Package ?? row.Next)!;
        var entry = board.Entries.Find(e => e.Package?.Id == row.Id);
        var isNew = entry is null;
        if (entry is null) board.Entries.Add(entry = new PluginEntry(packages.FolderOf(package), isolation) { Package = package });
        entry.NextVersion = row.Package is null ? null : row.Next?.Version;
        if (entry.Running is not null) return;
        if (!isNew && entry.Package == package && !entry.FailedByOthers && entry.State is not (PluginState.Unloaded or PluginState.PendingConsent)) return;
        (entry.Package, entry.Folder) = (package, packages.FolderOf(package));
        life.Discover(entry);
    }

    /// <summary>What the database, the settings and companions say of a plugin that does not run.</summary>
    public void Want(PluginEntry entry)
    {
        var row = life.RowOf(entry.Manifest!.Id);
        entry.IsWanted = !options.Disabled.Contains(row.Id) && (row.IsEnabled ?? (entry.Manifest.AutoInstallWhen.Count == 0 || entry.Manifest.AutoInstallWhen.All(board.IsRunning)));
        entry.Asked = entry.Package is not null && row.Package is null && row.Next is not null ? row.Asked : [];
        if (entry.IsWanted && entry.State is PluginState.Discovered or PluginState.Disabled && holds.Of(entry) is { } held)
        {
            entry.Errors = [held];
            if (entry.State == PluginState.Discovered) life.Report(entry, PluginState.Disabled);
            return;
        }
        if (entry.IsWanted && entry.State == PluginState.Disabled) life.Discover(entry);
        if (entry.State != PluginState.Discovered) return;
        if (!entry.IsWanted) life.Report(entry, PluginState.Disabled);
        else if (entry.Package is not null && row.Package is null) life.Report(entry, PluginState.PendingConsent);
        else if (row.Quarantine is { } quarantine && quarantine.Version == entry.Manifest.Version.ToNormalizedString())
        {
            entry.Errors = [quarantine.Error];
            life.Report(entry, PluginState.Quarantined);
        }
    }

    /// <summary>Of several with one id a package wins over folders, and the highest version over lower ones; two of one version are nobody's choice.</summary>
    public void Supersede()
    {
        foreach (var same in board.Entries.Where(e => e.Manifest is not null).GroupBy(e => e.Manifest!.Id).Where(g => g.Count() > 1))
        {
            var winner = same.Where(e => e.Running is not null || e.Package is not null).OrderBy(e => e.Package is null).FirstOrDefault();
            var highest = same.Max(e => e.Manifest!.Version);
            var first = same.Where(e => e.Manifest!.Version == highest).ToList();
            if (winner is null && first.Count == 1) winner = first[0];
            foreach (var entry in same.Where(e => e.Running is null && e != winner && e.State is not (PluginState.Superseded or PluginState.Failed)))
            {
                if (winner is null || (winner.Package is null && winner.Manifest!.Version == entry.Manifest!.Version))
                {
                    if (life.RowOf(same.Key).IsEnabled != false) life.Fail(entry, [PluginErrors.DuplicateId(same.Key, same.Select(e => e.Folder).Order(StringComparer.Ordinal))]);
                    continue;
                }
                entry.Errors = [PluginErrors.Superseded(same.Key, entry.Manifest!.Version.ToNormalizedString(), entry.Folder, winner.Package is null ? $"the one in '{winner.Folder}'" : "the installed package")];
                life.Report(entry, PluginState.Superseded);
            }
        }
    }
}
