using CrmKit.Catalog;
using CrmKit.Plugins.Isolation;
using CrmKit.Plugins.Manifests;
using CrmKit.Plugins.Packages;
using CrmKit.Sessions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NuGet.Versioning;

namespace CrmKit.Plugins.Runtime;

/// <summary>Finds plugins, decides which run in which order, and carries out commands, one change at a time.</summary>
internal sealed class PluginRuntime : IPluginRuntime, IDisposable
{
    private static readonly Actor Host = Actor.System("host");
    private readonly SemaphoreSlim _turn = new(1);
    private readonly PluginBoard _board = new();
    private readonly PluginLifecycle _life;
    private readonly PluginPlanner _planner;
    private readonly PluginDiscovery _discovery;
    private readonly PluginFolder _folder;
    private readonly PackageStore _packages;
    private readonly IPluginStore _store;
    private readonly PluginIsolation _isolation;
    private readonly PluginOptions _options;
    private readonly ICatalog _catalog;
    private readonly TimeProvider _clock;
    private readonly HashSet<string> _suspects = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<PluginEntry> _listed = [];
    private bool _isWatching;

    public PluginRuntime(PluginFolder folder, PluginLoader loader, PackageStore packages, IPluginStore store, ICatalog catalog, PluginIsolation isolation, TimeProvider clock,
        IOptions<PluginOptions> options, ILogger<PluginRuntime> log)
    {
        (_folder, _packages, _store, _catalog, _isolation, _clock, _options) = (folder, packages, store, catalog, isolation, clock, options.Value);
        _planner = new PluginPlanner(_board, packages, loader, store, options);
        _life = new PluginLifecycle(_board, loader, packages, store, catalog, clock, log)
        {
            Changed = status =>
            {
                Publish();
                Changed?.Invoke(this, new PluginChangedEventArgs(status));
            },
        };
        _discovery = new PluginDiscovery(_board, _life, folder, packages, isolation, options.Value);
    }

    public event EventHandler<PluginChangedEventArgs>? Changed;

    public IReadOnlyList<PluginStatus> List() => [.. _listed.Select(e => e.Status())];

    public PluginStatus? Find(string id) => _listed.Where(e => e.Manifest?.Id == id).OrderBy(e => e.State == PluginState.Superseded).FirstOrDefault()?.Status();

    public Task RefreshAsync(CancellationToken cancellationToken = default) => InTurnAsync(async () =>
    {
        if (!_isWatching) Watch();
        await _life.ReadRowsAsync(cancellationToken);
        await _discovery.DiscoverAsync();
        foreach (var entry in _board.Entries.Where(e => e is { State: PluginState.Discovered, Manifest: { } m } && _suspects.Remove(m.Id)).ToList())
            await QuarantineAsync(entry, PluginErrors.CrashSuspect(entry.Manifest!.Id));
        await ConvergeAsync();
        await LoadWaitingAsync();
        return 0;
    }, cancellationToken);

    public Task<PluginPlan> PlanAsync(PluginCommand command, CancellationToken cancellationToken = default) => InTurnAsync(async () =>
    {
        await _life.ReadRowsAsync(cancellationToken);
        return (await _planner.PlanAsync(command, _life.RowOf, cancellationToken)).Plan;
    }, cancellationToken);

    public Task<PluginOutcome> ExecuteAsync(PluginCommand command, CancellationToken cancellationToken = default) => InTurnAsync(async () =>
    {
        await _life.ReadRowsAsync(cancellationToken);
        var prepared = await _planner.PlanAsync(command, _life.RowOf, cancellationToken);
        if (!prepared.Plan.IsAllowed) throw new CrmRuleException(prepared.Plan.Refusals);
        foreach (var step in prepared.Plan.Steps)
        {
            switch (step.Act)
            {
                case PluginAct.Install or PluginAct.Upgrade: await InstallAsync(step, command, prepared); break;
                case PluginAct.Enable: await EnableAsync(_board.Get(step.Id), command); break;
                case PluginAct.Disable: await DisableAsync(_board.Get(step.Id), command); break;
                case PluginAct.Reload: await ReloadAsync(_board.Get(step.Id), command); break;
                case PluginAct.Remove: await RemoveAsync(step.Id, command); break;
            }
        }
        await LoadCompanionsAsync();
        var id = command.Id ?? prepared.Package?.Manifest.Id;
        return new PluginOutcome(prepared.Plan, id is null ? null : _board.Find(id)?.Status());
    }, cancellationToken);

    public async Task<PluginStatus> EnableAsync(string id, CancellationToken cancellationToken = default) => (await ExecuteAsync(new PluginCommand(PluginAct.Enable, id), cancellationToken)).Plugin!;

    public async Task<PluginStatus> DisableAsync(string id, CancellationToken cancellationToken = default) => (await ExecuteAsync(new PluginCommand(PluginAct.Disable, id), cancellationToken)).Plugin!;

    public async Task<PluginStatus> ReloadAsync(string id, CancellationToken cancellationToken = default) => (await ExecuteAsync(new PluginCommand(PluginAct.Reload, id), cancellationToken)).Plugin!;

    public Task<PluginExplanation> WhyAsync(string id, CancellationToken cancellationToken = default) => InTurnAsync(async () =>
    {
        await _life.ReadRowsAsync(cancellationToken);
        var entry = _board.Get(id);
        var history = await _store.HistoryAsync(id, 20, cancellationToken);
        return new PluginExplanation(entry.Status(), PluginReasons.Of(entry, _life.RowOf(id), _board, _options), [.. _board.DependentsOf(id).Select(d => d.Manifest!.Id).Order(StringComparer.Ordinal)], history);
    }, cancellationToken);

    /// <summary>Installs what the settings name and is not installed yet, as the host starts.</summary>
    public async Task InstallConfiguredAsync(ILogger log, CancellationToken cancellationToken)
    {
        foreach (var path in _options.Packages)
        {
            try
            {
                await ExecuteAsync(new PluginCommand(PluginAct.Install) { Package = Path.GetFullPath(path, _folder.Root), Consent = true, By = Actor.System("settings") }, cancellationToken);
            }
            catch (CrmException e)
            {
                foreach (var error in e.Errors) log.LogError("{Code}: {Message}", error.Code, error.Message);
            }
        }
    }

    /// <summary>Puts a fresh generation into the place of plugins in folders whose files have changed; a half-written one fails, and what runs goes on.</summary>
    public async Task ReloadChangedAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        var changed = await InTurnAsync(() =>
        {
            var found = new List<PluginEntry>();
            foreach (var entry in _board.Entries.Where(e => e is { Running: not null, Package: null }))
            {
                var now = PluginFolder.Fingerprint(entry.Folder);
                if (now != entry.Fingerprint) found.Add(entry);
                entry.Fingerprint = now;
            }
            return Task.FromResult(found);
        }, cancellationToken);
        foreach (var entry in changed)
        {
            try
            {
                await ReloadAsync(entry.Manifest!.Id, cancellationToken);
            }
            catch (CrmException)
            {
                // It stands in the plugin's errors; the version before goes on.
            }
        }
    }

    /// <summary>Takes all plugins out because the host stops; what is wanted stays as it is.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => InTurnAsync(async () =>
    {
        foreach (var entry in _board.Leaving(_board.Entries.Where(e => e.Running is not null))) await _life.TakeOutAsync(entry, PluginState.Unloaded);
        return 0;
    }, cancellationToken);

    public void Dispose()
    {
        _isolation.Condemning -= Take;
        _turn.Dispose();
    }

    private void Watch()
    {
        _isWatching = true;
        _isolation.Condemning += Take;
        _suspects.UnionWith(_isolation.Journal.Suspects);
        _packages.Sweep();
    }

    private void Take(Condemned condemned) => _ = InTurnAsync(async () =>
    {
        if (_board.Entries.Find(e => e.Manifest?.Id == condemned.PluginId) is not { Running: { } running } entry || running.Number != condemned.Generation) return 0;
        foreach (var dependent in _board.AllDependentsOf(condemned.PluginId))
        {
            await _life.TakeOutAsync(dependent, PluginState.Failed);
            _life.Fail(dependent, [PluginErrors.DependencyOff(dependent.Manifest!.Id, condemned.PluginId, "quarantined")]);
        }
        await QuarantineAsync(entry, condemned.Reason);
        return 0;
    }, CancellationToken.None);

    private async Task QuarantineAsync(PluginEntry entry, CrmError reason)
    {
        var manifest = entry.Manifest!;
        try
        {
            var why = new Quarantine(reason.Code, reason.Message, manifest.Version.ToNormalizedString());
            await _life.WriteAsync(_life.RowOf(manifest.Id) with { Quarantine = why }, new PluginAudit("quarantine", Host, reason.Message));
        }
        catch (CrmConflictException)
        {
            // Another host wrote at the same moment; here it is taken out all the same.
        }
        entry.Errors = [reason];
        await _life.TakeOutAsync(entry, PluginState.Quarantined);
    }

    /// <summary>Does here what was decided elsewhere: at another host of the database, or before this one ended.</summary>
    private async Task ConvergeAsync()
    {
        foreach (var entry in _board.Leaving(_board.Entries.Where(e => e.Running is not null)))
        {
            var row = _life.RowOf(entry.Manifest!.Id);
            if (row.IsEnabled == false)
            {
                entry.IsWanted = false;
                await _life.TakeOutAsync(entry, PluginState.Disabled);
            }
            else if (row.Quarantine is { } quarantine && quarantine.Version == entry.Running!.Manifest.Version.ToNormalizedString())
            {
                entry.Errors = [quarantine.Error];
                await _life.TakeOutAsync(entry, PluginState.Quarantined);
            }
            else if (entry.Package is not null && row.Package is { } package && package.Hash != entry.Package.Hash)
            {
                entry.Errors = await _life.BringUpAsync(entry, row, new PluginAudit("follow", Host));
            }
        }
    }

    private async Task LoadWaitingAsync()
    {
        var waiting = _board.Entries.Where(e => e is { Running: null, IsWanted: true, State: PluginState.Discovered }).ToList();
        var graph = _board.Graph();
        foreach (var entry in waiting)
            if (graph.CycleOf(entry.Manifest!.Id) is { } cycle) _life.Fail(entry, [PluginErrors.DependencyCycle(cycle)]);
        foreach (var entry in waiting.Where(e => e.State == PluginState.Discovered).ToList())
            if (waiting.Find(o => o != entry && PluginBoard.Exclude(entry.Manifest!, o.Manifest!)) is { } other)
                _life.Fail(entry, [PluginErrors.Conflict(entry.Manifest!.Id, other.Manifest!.Id, other.Manifest.Version.ToNormalizedString())]); // and so does the other: neither order wins
        foreach (var manifest in graph.Order())
            if (waiting.Find(e => e.Manifest == manifest) is { State: PluginState.Discovered } entry) await _life.LoadAsync(entry, new PluginAudit("start", Host));
        foreach (var entry in _board.Entries.Where(e => e is { Running: not null, Package: not null }).ToList()) await ResumeAsync(entry);
        await LoadCompanionsAsync();
    }

    /// <summary>An upgrade that was agreed to and under way when the process ended.</summary>
    private async Task ResumeAsync(PluginEntry entry)
    {
        var row = _life.RowOf(entry.Manifest!.Id);
        if (row is not { Package: not null, Next: { } next }) return;
        try
        {
            if (row.Asked.Count > 0)
            {
                entry.Asked = row.Asked;
                return;
            }
            await UpgradeAsync(entry, row, next, new PluginAudit("upgrade", Host, "resumed"));
        }
        catch (CrmException e)
        {
            entry.Errors = e.Errors;
        }
    }

    private async Task LoadCompanionsAsync()
    {
        for (var isMore = true; isMore;)
        {
            isMore = false;
            foreach (var entry in _board.Entries.Where(e => e is { Running: null, State: PluginState.Disabled, Manifest.AutoInstallWhen.Count: > 0 }).ToList())
            {
                _discovery.Want(entry);
                if (entry.State != PluginState.Discovered) continue;
                await _life.LoadAsync(entry, new PluginAudit("start", Host, "its companions run"));
                isMore |= entry.Running is not null;
            }
        }
    }

    private async Task InstallAsync(PluginStep step, PluginCommand command, Prepared prepared)
    {
        var package = prepared.Package!;
        var installed = _packages.Put(package);
        var row = _life.RowOf(step.Id) with { IsRemoved = false };
        if (command.Act is PluginAct.Install or PluginAct.Enable) row = row with { IsEnabled = true };
        if (prepared.Plan.Asked.Count > 0)
        {
            await _life.WriteAsync(row with { Next = installed, Required = prepared.Required }, Audit("ask-consent", command));
            _discovery.DiscoverPackage(_life.RowOf(step.Id));
            var waiting = _board.Find(step.Id)!;
            if (waiting.Running is null) _discovery.Want(waiting);
            else waiting.Asked = prepared.Plan.Asked;
            return;
        }
        row = row with { Consented = prepared.Required, Required = prepared.Required };
        if (_board.Entries.Find(e => e.Package?.Id == step.Id) is { Running: not null } running)
        {
            await UpgradeAsync(running, row, installed, Audit("upgrade", command));
            return;
        }
        await _life.WriteAsync(row with { Package = installed, Next = null, Quarantine = null }, Audit(step.Act == PluginAct.Install ? "install" : "upgrade", command));
        _discovery.DiscoverPackage(_life.RowOf(step.Id));
        _discovery.Supersede();
        var entry = _board.Entries.Find(e => e.Package?.Id == step.Id)!;
        if (entry.State is PluginState.Failed or PluginState.Quarantined) _life.Discover(entry);
        _discovery.Want(entry);
        await LoadOrThrowAsync(entry, Audit("start", command));
    }

    private async Task UpgradeAsync(PluginEntry entry, PluginRow row, InstalledPackage installed, PluginAudit audit)
    {
        await _life.WriteAsync(row with { Next = installed }, audit with { What = "upgrade-begun" }); // a process that ends in between takes it up again
        var errors = await _life.BringUpAsync(entry, _life.RowOf(row.Id) with { Package = installed, Next = null }, audit);
        entry.NextVersion = null;
        entry.Asked = [];
        if (errors.Count == 0) return;
        entry.Errors = errors;
        await _life.WriteAsync(_life.RowOf(row.Id) with { Next = null }, audit with { What = "upgrade-failed", Reason = errors[0].Message });
        _life.Report(entry, entry.State);
        throw new CrmRuleException(errors);
    }

    private async Task EnableAsync(PluginEntry entry, PluginCommand command)
    {
        var row = _life.RowOf(entry.Manifest!.Id);
        await _life.WriteAsync(row with { IsEnabled = true, Quarantine = null }, Audit("enable", command));
        entry.IsWanted = true;
        if (entry.Running is not null) return;
        foreach (var same in _board.Entries.Where(e => e.Running is null && e.Manifest?.Id == row.Id).ToList()) _life.Discover(same);
        _discovery.Supersede();
        entry = _board.Find(row.Id)!;
        await LoadOrThrowAsync(entry, Audit("start", command));
    }

    private async Task LoadOrThrowAsync(PluginEntry entry, PluginAudit audit)
    {
        if (entry.State == PluginState.Discovered) await _life.LoadAsync(entry, audit);
        if (entry.State is PluginState.Failed or PluginState.Quarantined) throw new CrmRuleException(entry.Errors);
    }

    private async Task DisableAsync(PluginEntry entry, PluginCommand command)
    {
        var id = entry.Manifest!.Id;
        if (_life.RowOf(id).IsEnabled != false) await _life.WriteAsync(_life.RowOf(id) with { IsEnabled = false }, Audit("disable", command));
        foreach (var same in _board.Entries.Where(e => e.Manifest?.Id == id).ToList()) // two folders may claim the id
        {
            (same.IsWanted, same.Errors) = (false, []);
            await _life.TakeOutAsync(same, PluginState.Disabled);
        }
    }

    private async Task ReloadAsync(PluginEntry entry, PluginCommand command)
    {
        var row = _life.RowOf(entry.Manifest!.Id);
        IReadOnlyList<CrmError> errors = [];
        if (entry.Package is null)
        {
            var (manifest, problems) = ManifestReader.Read(entry.Folder);
            errors = manifest is null ? problems : [.. _board.Against(manifest), .. _board.Misfits(manifest)];
        }
        if (errors.Count == 0) errors = await _life.BringUpAsync(entry, row, Audit("reload", command));
        if (errors.Count == 0) return;
        entry.Errors = errors;
        _life.Report(entry, entry.State);
        throw new CrmRuleException(errors);
    }

    private async Task RemoveAsync(string id, PluginCommand command)
    {
        var (row, entry) = (_life.RowOf(id), _board.Find(id));
        var removed = row with { IsRemoved = true, IsEnabled = null, Package = null, Next = null, Quarantine = null, Consented = [] };
        if (command.Erase)
        {
            if (entry is not null) await _life.TakeOutAsync(entry, PluginState.Removed); // nobody writes what is being erased
            var data = new PluginData(id, row.Inventory, _catalog.Current);
            await _life.WriteAsync(removed with { DataVersion = null, Inventory = new() }, Audit("erase", command),
                async transaction => { if (transaction is not null) await data.EraseAsync(transaction, _clock.GetUtcNow(), command.By.UserId, CancellationToken.None); });
        }
        else
        {
            await _life.WriteAsync(removed, Audit("remove", command));
            if (entry is not null) await _life.TakeOutAsync(entry, PluginState.Removed);
        }
        if (entry is not null) _board.Entries.Remove(entry);
    }

    private static PluginAudit Audit(string what, PluginCommand command) => new(what, command.By, command.Reason);

    private void Publish() => _listed = [.. _board.Entries.OrderBy(e => e.Manifest?.Id, StringComparer.Ordinal).ThenBy(e => e.Folder, StringComparer.Ordinal)];

    private async Task<T> InTurnAsync<T>(Func<Task<T>> change, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await change();
        }
        finally
        {
            Publish();
            _turn.Release();
        }
    }
}
