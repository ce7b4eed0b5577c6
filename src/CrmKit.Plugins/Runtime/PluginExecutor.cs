using CrmKit.Catalog;
using CrmKit.Plugins.Manifests;
using CrmKit.Plugins.Packages;
using CrmKit.Storage;
using CrmKit.Tables;

namespace CrmKit.Plugins.Runtime;

/// <summary>Carries out the steps of plans: what is wanted is written first, then done. Used under the runtime's turn only.</summary>
internal sealed class PluginExecutor(PluginBoard board, PluginLifecycle life, PluginDiscovery discovery, PluginTenants tenants, PackageStore packages, IPluginStore store, ICatalog catalog, PluginFolder folder, TimeProvider clock)
{
    public async Task DoAsync(PluginStep step, PluginCommand command, Prepared prepared)
    {
        switch (step.Act)
        {
            case PluginAct.Enable or PluginAct.Disable when command.Tenant is { } tenant: await SwitchAsync(step, tenant, command); break;
            case PluginAct.Install or PluginAct.Upgrade: await InstallAsync(step, command, prepared); break;
            case PluginAct.Enable: await EnableAsync(board.Get(step.Id), command); break;
            case PluginAct.Disable: await DisableAsync(board.Get(step.Id), command); break;
            case PluginAct.Reload: await ReloadAsync(board.Get(step.Id), command); break;
            case PluginAct.Remove: await RemoveAsync(step.Id, command, prepared.Plan.ExportsTo); break;
        }
    }

    /// <summary>Switches the features of one plugin together: all of the steps, or none.</summary>
    public async Task SwitchFeaturesAsync(IReadOnlyList<PluginStep> steps, PluginCommand command)
    {
        if (steps.Count == 0) return;
        var (row, entry) = (life.RowOf(steps[0].Id), board.Get(steps[0].Id));
        if (command.Tenant is { } tenant)
        {
            var named = steps.Select(s => $"{tenant}/{s.Feature}");
            var isOn = command.Act == PluginAct.Enable;
            await SwitchAsync(row, row with { FeaturesOffFor = Switched(row.FeaturesOffFor, named, isOn) }, isOn ? "enable-feature-tenant" : "disable-feature-tenant", command);
            return;
        }
        var said = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var (feature, isOn) in row.Features) said[feature] = isOn;
        foreach (var step in steps) said[step.Feature!] = step.Act == PluginAct.Enable;
        var next = row with { Features = said };
        try
        {
            await life.WriteAsync(next, Audit(command.Act == PluginAct.Enable ? "enable-feature" : "disable-feature", command), _ =>
            {
                life.SwitchFeatures(entry, next);
                return Task.CompletedTask;
            });
        }
        catch
        {
            life.SwitchFeatures(entry, life.RowOf(row.Id)); // as it is written
            throw;
        }
    }

    private Task SwitchAsync(PluginStep step, string tenant, PluginCommand command)
    {
        var (row, isOn) = (life.RowOf(step.Id), step.Act == PluginAct.Enable);
        return SwitchAsync(row, row with { OffFor = Switched(row.OffFor, [tenant], isOn) }, isOn ? "enable-tenant" : "disable-tenant", command);
    }

    private static IReadOnlyList<string> Switched(IReadOnlyList<string> off, IEnumerable<string> named, bool isOn) => [.. (isOn ? off.Except(named) : off.Union(named)).Order(StringComparer.Ordinal)];

    private async Task SwitchAsync(PluginRow before, PluginRow next, string what, PluginCommand command)
    {
        await life.WriteAsync(next, Audit(what, command));
        try
        {
            tenants.Apply();
        }
        catch (CrmRuleException)
        {
            await life.WriteAsync(life.RowOf(before.Id) with { OffFor = before.OffFor, FeaturesOffFor = before.FeaturesOffFor }, Audit("tenant-undone", command));
            tenants.Apply();
            throw;
        }
    }

    private async Task InstallAsync(PluginStep step, PluginCommand command, Prepared prepared)
    {
        var package = prepared.Package!;
        var installed = packages.Put(package);
        var row = life.RowOf(step.Id) with { IsRemoved = false };
        if (command.Act is PluginAct.Install or PluginAct.Enable) row = row with { IsEnabled = true, OffAt = null };
        if (prepared.Plan.Asked.Count > 0)
        {
            await life.WriteAsync(row with { Next = installed, Required = prepared.Required }, Audit("ask-consent", command));
            discovery.DiscoverPackage(life.RowOf(step.Id));
            var waiting = board.Find(step.Id)!;
            if (waiting.Running is null) discovery.Want(waiting);
            else waiting.Asked = prepared.Plan.Asked;
            return;
        }
        row = row with { Consented = prepared.Required, Required = prepared.Required };
        if (board.Entries.Find(e => e.Package?.Id == step.Id) is { Running: not null } running)
        {
            await UpgradeAsync(running, row, installed, Audit("upgrade", command), command.Force);
            return;
        }
        await life.WriteAsync(row with { Package = installed, Next = null, Quarantine = null }, Audit(step.Act == PluginAct.Install ? "install" : "upgrade", command));
        discovery.DiscoverPackage(life.RowOf(step.Id));
        tenants.Apply(); // before it is there
        discovery.Supersede();
        var entry = board.Entries.Find(e => e.Package?.Id == step.Id)!;
        if (entry.State is PluginState.Failed or PluginState.Quarantined) life.Discover(entry);
        discovery.Want(entry);
        await LoadOrThrowAsync(entry, Audit("start", command), command.Force);
    }

    /// <summary>Puts an installed package into the place of the one that runs; on failure that one runs on.</summary>
    public async Task UpgradeAsync(PluginEntry entry, PluginRow row, InstalledPackage installed, PluginAudit audit, bool mayUndo = false)
    {
        await life.WriteAsync(row with { Next = installed }, audit with { What = "upgrade-begun" }); // a process that ends in between takes it up again
        var errors = await life.BringUpAsync(entry, life.RowOf(row.Id) with { Package = installed, Next = null }, audit, mayUndo);
        entry.NextVersion = null;
        entry.Asked = [];
        if (errors.Count == 0) return;
        entry.Errors = errors;
        await life.WriteAsync(life.RowOf(row.Id) with { Next = null }, audit with { What = "upgrade-failed", Reason = errors[0].Message });
        life.Report(entry, entry.State);
        throw new CrmRuleException(errors);
    }

    private async Task EnableAsync(PluginEntry entry, PluginCommand command)
    {
        var row = life.RowOf(entry.Manifest!.Id);
        await life.WriteAsync(row with { IsEnabled = true, OffAt = null, Quarantine = null }, Audit("enable", command));
        entry.IsWanted = true;
        if (entry.Running is not null) return;
        foreach (var same in board.Entries.Where(e => e.Running is null && e.Manifest?.Id == row.Id).ToList()) life.Discover(same);
        discovery.Supersede();
        entry = board.Find(row.Id)!;
        await LoadOrThrowAsync(entry, Audit("start", command));
    }

    private async Task LoadOrThrowAsync(PluginEntry entry, PluginAudit audit, bool mayUndo = false)
    {
        if (entry.State == PluginState.Discovered) await life.LoadAsync(entry, audit, mayUndo);
        if (entry.State is PluginState.Failed or PluginState.Quarantined) throw new CrmRuleException(entry.Errors);
    }

    private async Task DisableAsync(PluginEntry entry, PluginCommand command)
    {
        var id = entry.Manifest!.Id;
        if (life.RowOf(id).IsEnabled != false) await life.WriteAsync(life.RowOf(id) with { IsEnabled = false, OffAt = clock.GetUtcNow(), Ran = null }, Audit("disable", command));
        foreach (var same in board.Entries.Where(e => e.Manifest?.Id == id).ToList()) // two folders may claim the id
        {
            (same.IsWanted, same.Errors) = (false, []);
            await life.TakeOutAsync(same, PluginState.Disabled);
        }
    }

    private async Task ReloadAsync(PluginEntry entry, PluginCommand command)
    {
        var row = life.RowOf(entry.Manifest!.Id);
        IReadOnlyList<CrmError> errors = [];
        if (entry.Package is null)
        {
            var (manifest, problems) = ManifestReader.Read(entry.Folder);
            errors = manifest is null ? problems : [.. board.Against(manifest), .. board.Misfits(manifest)];
        }
        if (errors.Count == 0) errors = await life.BringUpAsync(entry, row, Audit("reload", command));
        if (errors.Count == 0) return;
        entry.Errors = errors;
        life.Report(entry, entry.State);
        throw new CrmRuleException(errors);
    }

    private async Task RemoveAsync(string id, PluginCommand command, string? exportTo)
    {
        var (row, entry) = (life.RowOf(id), board.Find(id));
        var removed = row with { IsRemoved = true, IsEnabled = null, Package = null, Next = null, Ran = null, Quarantine = null, Consented = [], OffAt = row.OffAt ?? clock.GetUtcNow() };
        var data = new PluginData(id, row.Inventory, catalog.Current);
        var export = exportTo is null ? null : new PluginExport(id, data, store.Tables, row.Tables.Count > 0, exportTo);
        export?.Prepare();
        if (command.Erase || export is not null)
        {
            var wasRunning = entry?.Running is not null;
            if (entry is not null) await life.TakeOutAsync(entry, PluginState.Removed); // nobody writes what is being written down or erased
            try
            {
                var next = command.Erase ? removed with { DataVersion = null, Inventory = new(), Takes = [], Tables = [] } : removed;
                await life.WriteAsync(next, Audit(command.Erase ? "erase" : "remove", command), transaction => GiveUpAsync(transaction, row, data, export, command));
            }
            catch when (wasRunning)
            {
                life.Discover(entry!);
                await life.LoadAsync(entry!, Audit("start", command)); // as it was
                throw;
            }
            if (command.Erase) folder.EraseFiles(id);
        }
        else
        {
            await life.WriteAsync(removed, Audit("remove", command));
            if (entry is not null) await life.TakeOutAsync(entry, PluginState.Removed);
        }
        if (entry is not null) board.Entries.Remove(entry);
    }

    private async Task GiveUpAsync(IStoreTransaction? transaction, PluginRow row, PluginData data, PluginExport? export, PluginCommand command)
    {
        if (transaction is null) return;
        if (export is not null) await export.WriteAsync(transaction, CancellationToken.None);
        if (!command.Erase) return;
        await data.EraseAsync(transaction, Audit("erase", command), clock.GetUtcNow(), CancellationToken.None);
        if (row.Tables.Count > 0) store.Tables.Drop(transaction, TablePrefix.Of(row.Id));
    }

    private static PluginAudit Audit(string what, PluginCommand command) => new(what, command.By, command.Reason);
}
