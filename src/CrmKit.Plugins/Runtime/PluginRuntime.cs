using CrmKit.Catalog;
using CrmKit.Fields;
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
    private readonly ILogger _log;
    private readonly PluginHolds _holds;
    private readonly PluginTenants _tenants;
    private readonly SafeMode _safeMode;
    private readonly PluginPlanner _planner;
    private readonly PluginDiscovery _discovery;
    private readonly PluginExecutor _executor;
    private readonly PluginConvergence _convergence;
    private readonly PluginFolder _folder;
    private readonly PackageStore _packages;
    private readonly IPluginStore _store;
    private readonly IExtensionHost _host;
    private readonly PluginIsolation _isolation;
    private readonly PluginOptions _options;
    private readonly HashSet<string> _suspects = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<PluginEntry> _listed = [];
    private bool _isWatching;

    public PluginRuntime(PluginFolder folder, PluginLoader loader, PackageStore packages, IPluginStore store, ICatalog catalog, IExtensionHost host, PluginIsolation isolation, SafeMode safeMode, TimeProvider clock,
        IOptions<PluginOptions> options, ILogger<PluginRuntime> log)
    {
        (_folder, _packages, _store, _host, _isolation, _safeMode, _options, _log) = (folder, packages, store, host, isolation, safeMode, options.Value, log);
        var features = new PluginFeatures(_options);
        _life = new PluginLifecycle(_board, loader, packages, store, catalog, features, clock, log)
        {
            Changed = status =>
            {
                Publish();
                Changed?.Invoke(this, new PluginChangedEventArgs(status));
            },
        };
        _holds = new PluginHolds(_board, safeMode, _life.RowOf);
        _tenants = new PluginTenants(_board, _life, host);
        _planner = new PluginPlanner(_board, packages, loader, store, _holds, _tenants, new FeaturePlanner(_board, features), folder, isolation.Unloads, options);
        _discovery = new PluginDiscovery(_board, _life, folder, packages, _holds, isolation, options.Value);
        _executor = new PluginExecutor(_board, _life, _discovery, _tenants, packages, store, catalog, folder, clock);
        _convergence = new PluginConvergence(_board, _life, _discovery, _executor, _holds);
    }

    public event EventHandler<PluginChangedEventArgs>? Changed;

    public IReadOnlyList<PluginStatus> List() => [.. _listed.Select(e => e.Status())];

    public PluginStatus? Find(string id) => _listed.Where(e => e.Manifest?.Id == id).OrderBy(e => e.State == PluginState.Superseded).FirstOrDefault()?.Status();

    public Task<IReadOnlyList<string>> CheckHealthAsync(CancellationToken cancellationToken = default) => new PluginHealth(_listed, this, _isolation.Unloads).CheckAsync(cancellationToken);

    public string? SafeMode => _safeMode.Reason;

    public PluginBisection? Bisection { get; private set; }

    public Task RefreshAsync(CancellationToken cancellationToken = default) => InTurnAsync(async () =>
    {
        await LookAsync(cancellationToken);
        return 0;
    }, cancellationToken);

    public Task LeaveSafeModeAsync(CancellationToken cancellationToken = default) => InTurnAsync(async () =>
    {
        _safeMode.Leave();
        await LookAsync(cancellationToken);
        return 0;
    }, cancellationToken);

    public Task<PluginBisection> BisectAsync(PluginBisectionAct act, Actor? by = null, CancellationToken cancellationToken = default) => InTurnAsync(async () =>
    {
        await LookAsync(cancellationToken);
        var (next, told) = Next(act, _holds.Bisection);
        var audit = new PluginAudit($"bisect-{EnumCode.Of(act)}", by ?? Host, told.Culprit is { } culprit ? $"The cause is '{culprit}'." : null);
        await _life.WriteAsync(_life.RowOf(PluginRow.All) with { Bisection = next }, audit);
        if (told.Culprit is { } found) await _life.WriteAsync(_life.RowOf(found), audit with { What = "bisect-found" });
        await LookAsync(cancellationToken);
        return told;
    }, cancellationToken);

    /// <exception cref="CrmRuleException"><c>plugin.boot-aborted</c>: a plugin that the host must not start without does not run.</exception>
    public void CheckBoot()
    {
        if (_convergence.MissingAtBoot() is { Count: > 0 } missing) throw new CrmRuleException(missing);
    }

    private (Bisection? Next, PluginBisection Told) Next(PluginBisectionAct act, Bisection? now)
    {
        if (act == PluginBisectionAct.Start)
        {
            if (now is not null) throw new CrmRuleException(PluginErrors.BisectionRunning(now.Step));
            var running = _board.Leaving(_board.Entries.Where(e => e.Running is not null)).Select(e => e.Manifest!.Id).Reverse().ToList();
            now = running.Count > 0 ? new Bisection { Suspects = running } : throw new CrmRuleException(PluginErrors.BisectionEmpty());
            return (now, now.Describe());
        }
        if (now is null) throw new CrmRuleException(PluginErrors.BisectionNone());
        if (act == PluginBisectionAct.Stop) return (null, new PluginBisection(PluginBisectionState.Stopped) { Step = now.Step, MostSteps = now.Step, Suspects = now.Suspects });
        var isGood = act == PluginBisectionAct.Good;
        return now.Answer(isGood) is { } next ? (next, next.Describe()) : (null, now.Conclude(isGood));
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (!_isWatching) Watch();
        await _life.ReadRowsAsync(cancellationToken);
        await _discovery.DiscoverAsync();
        try
        {
            _tenants.Apply(); // before anything is there that a tenant does not have
        }
        catch (CrmRuleException e)
        {
            _log.LogError("{Code}: {Message}", e.Error.Code, e.Error.Message); // that tenant's sessions say it, too
        }
        foreach (var entry in _board.Entries.Where(e => e is { State: PluginState.Discovered, Manifest: { } m } && _suspects.Remove(m.Id)).ToList())
            await QuarantineAsync(entry, PluginErrors.CrashSuspect(entry.Manifest!.Id));
        foreach (var entry in _board.Entries.Where(e => e.Manifest is not null)) FollowFeatures(entry);
        await _convergence.ConvergeAsync();
        Bisection = _holds.Bisection?.Describe();
    }

    private void FollowFeatures(PluginEntry entry)
    {
        try
        {
            _life.SwitchFeatures(entry, _life.RowOf(entry.Manifest!.Id));
        }
        catch (CrmRuleException e)
        {
            entry.Errors = e.Errors; // it goes on with the features that it had
        }
    }

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
        if (command.Feature is not null) await _executor.SwitchFeaturesAsync(prepared.Plan.Steps, command);
        else foreach (var step in prepared.Plan.Steps) await _executor.DoAsync(step, command, prepared);
        await _convergence.LoadCompanionsAsync();
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
        await _life.TakeOutDependentsAsync(condemned.PluginId, "quarantined");
        await QuarantineAsync(entry, condemned.Reason);
        return 0;
    }, CancellationToken.None);

    private async Task QuarantineAsync(PluginEntry entry, CrmError reason)
    {
        var manifest = entry.Manifest!;
        try
        {
            var why = new Quarantine(reason.Code, reason.Message, manifest.Version.ToNormalizedString());
            await _life.WriteAsync(_life.RowOf(manifest.Id) with { Quarantine = why, Ran = null }, new PluginAudit("quarantine", Host, reason.Message));
        }
        catch (CrmConflictException)
        {
            // Another host wrote at the same moment; here it is taken out all the same.
        }
        entry.Errors = [reason];
        await _life.TakeOutAsync(entry, PluginState.Quarantined);
    }

    private void Publish() => _listed = [.. _board.Entries.OrderBy(e => e.Manifest?.Id, StringComparer.Ordinal).ThenBy(e => e.Folder, StringComparer.Ordinal)];

    private KnownSource Known(PluginRow row) => new(row.Id, row.Takes, row.OffAt ?? (_options.Disabled.Contains(row.Id) ? DateTimeOffset.MinValue : null));

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
            _host.Know([.. _life.Rows.Where(r => r.Takes.Count > 0).Select(Known)]);
            _turn.Release();
        }
    }
}
