using CrmKit.Plugins.Isolation;
using CrmKit.Plugins.Loading;
using CrmKit.Plugins.Manifests;
using Microsoft.Extensions.Logging;

namespace CrmKit.Plugins.Runtime;

/// <summary>Finds plugins, decides which run in which order, and changes their states, one change at a time.</summary>
internal sealed class PluginRuntime(PluginFolder folder, PluginLoader loader, IPluginStore store, PluginIsolation isolation, ILogger<PluginRuntime> log) : IPluginRuntime, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly List<PluginEntry> _entries = [];
    private readonly HashSet<string> _suspects = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<PluginEntry> _listed = [];
    private bool _isWatching;

    public event EventHandler<PluginChangedEventArgs>? Changed;

    public IReadOnlyList<PluginStatus> List() => [.. _listed.Select(e => e.Status())];

    public PluginStatus? Find(string id) => _listed.FirstOrDefault(e => e.Manifest?.Id == id)?.Status();

    public Task RefreshAsync(CancellationToken cancellationToken = default) => InTurnAsync(async () =>
    {
        Watch();
        var wanted = await store.ReadSwitchesAsync(cancellationToken);
        var found = folder.Find();
        foreach (var gone in Leaving(_entries.Where(e => !found.Contains(e.Folder))))
        {
            await TakeOutAsync(gone, PluginState.Unloaded);
            _entries.Remove(gone);
        }
        foreach (var path in found) Discover(path, wanted);
        FailDuplicates();
        foreach (var entry in _entries.Where(e => e is { State: PluginState.Discovered, Manifest: { } m } && _suspects.Remove(m.Id)))
        {
            Blame(entry, PluginErrors.CrashSuspect(entry.Manifest!.Id));
            Report(entry, PluginState.Quarantined);
        }
        await LoadWaitingAsync();
        return 0;
    }, cancellationToken);

    public Task<PluginStatus> EnableAsync(string id, CancellationToken cancellationToken = default) => InTurnAsync(async () =>
    {
        var entry = Get(id);
        await store.WriteSwitchAsync(id, isEnabled: true, cancellationToken);
        entry.IsWanted = true;
        if (entry.Running is not null) return entry.Status();
        ReadManifest(entry);
        FailDuplicates();
        if (entry.State != PluginState.Failed) await LoadAsync(entry);
        return entry.State == PluginState.Failed ? throw new CrmRuleException(entry.Errors) : entry.Status();
    }, cancellationToken);

    public Task<PluginStatus> DisableAsync(string id, CancellationToken cancellationToken = default) => InTurnAsync(async () =>
    {
        var entry = Get(id);
        var dependents = DependentsOf(id).Select(e => e.Manifest!.Id).Order(StringComparer.Ordinal).ToList();
        if (dependents.Count > 0) throw new CrmRuleException(PluginErrors.HasDependents(id, dependents));
        await store.WriteSwitchAsync(id, isEnabled: false, cancellationToken);
        foreach (var same in _entries.Where(e => e.Manifest?.Id == id).ToList()) // two folders may claim the id
        {
            (same.IsWanted, same.Errors) = (false, []);
            await TakeOutAsync(same, PluginState.Disabled);
        }
        return entry.Status();
    }, cancellationToken);

    public Task<PluginStatus> ReloadAsync(string id, CancellationToken cancellationToken = default) => InTurnAsync(async () =>
    {
        var entry = Get(id);
        if (entry.Running is not { } old) throw new CrmRuleException(PluginErrors.NotEnabled(id));
        var (manifest, errors) = ManifestReader.Read(entry.Folder);
        if (manifest is not null && manifest.Id != id) errors = [PluginErrors.ManifestId(entry.Folder, manifest.Id, $"is another than that of the running plugin, '{id}'")];
        if (errors.Count == 0) errors = [.. MissingFor(manifest!), .. DependentsOf(id).SelectMany(d => Misfit(d.Manifest!, manifest!))];
        if (errors.Count == 0) errors = await StartAsync(entry, manifest!);
        entry.Errors = errors;
        if (errors.Count > 0)
        {
            Report(entry, entry.State);
            throw new CrmRuleException(errors);
        }
        await loader.RetireAsync(old); // the new one has taken its place already
        return entry.Status();
    }, cancellationToken);

    /// <summary>Takes all plugins out because the host stops; what is wanted stays as it is.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => InTurnAsync(async () =>
    {
        foreach (var entry in Leaving(_entries.Where(e => e.Running is not null))) await TakeOutAsync(entry, PluginState.Unloaded);
        return 0;
    }, cancellationToken);

    public void Dispose()
    {
        isolation.Condemning -= Take;
        _turn.Dispose();
    }

    private void Watch()
    {
        if (_isWatching) return;
        _isWatching = true;
        isolation.Condemning += Take;
        _suspects.UnionWith(isolation.Journal.Suspects);
    }

    private void Take(Condemned condemned) => _ = InTurnAsync(async () =>
    {
        if (_entries.Find(e => e.Manifest?.Id == condemned.PluginId) is not { Running: { } running } entry || running.Number != condemned.Generation) return 0;
        foreach (var dependent in Leaving(DependentsOf(condemned.PluginId)))
        {
            await TakeOutAsync(dependent, PluginState.Failed);
            Fail(dependent, [PluginErrors.DependencyOff(dependent.Manifest!.Id, condemned.PluginId, "quarantined")]);
        }
        Blame(entry, condemned.Reason);
        await TakeOutAsync(entry, PluginState.Quarantined);
        return 0;
    }, CancellationToken.None);

    private void Blame(PluginEntry entry, CrmError reason)
    {
        entry.Errors = [reason];
        log.LogError("{Code}: {Message}", reason.Code, reason.Message);
    }

    private void Discover(string path, IReadOnlyDictionary<string, bool> wanted)
    {
        var entry = _entries.Find(e => e.Folder == path);
        if (entry is null) _entries.Add(entry = new PluginEntry(path, isolation));
        if (entry.Running is null)
        {
            var fingerprint = PluginFolder.Fingerprint(path);
            if (entry.Fingerprint != fingerprint || entry.FailedByOthers || entry.State == PluginState.Unloaded) ReadManifest(entry);
            entry.Fingerprint = fingerprint;
        }
        if (entry.Manifest is not { } manifest) return;
        entry.IsWanted = wanted.GetValueOrDefault(manifest.Id, true);
        if (!entry.IsWanted && entry.Running is null && entry.State is PluginState.Discovered) entry.State = PluginState.Disabled;
        else if (entry.IsWanted && entry.State is PluginState.Disabled) entry.State = PluginState.Discovered; // another host of the database enabled it
    }

    private void ReadManifest(PluginEntry entry)
    {
        var (manifest, errors) = ManifestReader.Read(entry.Folder);
        (entry.Manifest, entry.Errors, entry.Warnings) = (manifest ?? entry.Manifest, [], []);
        if (errors.Count > 0) Fail(entry, errors);
        else Report(entry, PluginState.Discovered);
    }

    private void FailDuplicates()
    {
        foreach (var same in _entries.Where(e => e.Manifest is not null).GroupBy(e => e.Manifest!.Id).Where(g => g.Count() > 1))
        {
            var folders = same.Select(e => e.Folder).Order(StringComparer.Ordinal).ToList();
            foreach (var entry in same.Where(e => e is { Running: null, IsWanted: true })) // one that runs already keeps running
                Fail(entry, [PluginErrors.DuplicateId(same.Key, folders)]);
        }
    }

    private async Task LoadWaitingAsync()
    {
        var waiting = _entries.Where(e => e is { Running: null, IsWanted: true, State: PluginState.Discovered }).ToList();
        var graph = Graph();
        foreach (var entry in waiting)
            if (graph.CycleOf(entry.Manifest!.Id) is { } cycle) Fail(entry, [PluginErrors.DependencyCycle(cycle)]);
        foreach (var manifest in graph.Order())
            if (waiting.Find(e => e.Manifest == manifest) is { State: PluginState.Discovered } entry) await LoadAsync(entry);
    }

    private async Task LoadAsync(PluginEntry entry)
    {
        var missing = MissingFor(entry.Manifest!);
        var errors = missing.Count > 0 ? missing : await StartAsync(entry, entry.Manifest!);
        if (errors.Count > 0) Fail(entry, errors);
    }

    private async Task<IReadOnlyList<CrmError>> StartAsync(PluginEntry entry, PluginManifest manifest)
    {
        var wasRunning = entry.Running is not null;
        var verified = loader.Verify(manifest, entry.Folder);
        entry.Warnings = verified.Warnings;
        if (verified.Image is not { } image) return verified.Errors;
        if (!wasRunning) Report(entry, PluginState.Verified);
        var rank = 10 + Graph().Depth(manifest.Id);
        var (generation, errors) = await loader.StartAsync(manifest, image, ++entry.Generations, rank, trace =>
        {
            entry.Traces.RemoveAll(t => !t.IsAlive);
            entry.Traces.Add(trace);
            if (!wasRunning) Report(entry, PluginState.Loaded);
        });
        if (generation is null) return errors;
        await store.PrepareAsync(generation.Source, CancellationToken.None);
        (entry.Manifest, entry.Running) = (manifest, generation);
        Report(entry, PluginState.Enabled);
        return [];
    }

    private async Task TakeOutAsync(PluginEntry entry, PluginState state)
    {
        if (entry.Running is { } running)
        {
            entry.Running = null;
            await loader.RemoveAsync(running);
        }
        Report(entry, state);
    }

    private void Fail(PluginEntry entry, IReadOnlyList<CrmError> errors)
    {
        entry.Errors = errors;
        foreach (var error in errors) log.LogError("{Code}: {Message}", error.Code, error.Message);
        Report(entry, PluginState.Failed);
    }

    private void Report(PluginEntry entry, PluginState state)
    {
        entry.State = state;
        if (state is PluginState.Enabled or PluginState.Disabled or PluginState.Unloaded)
            log.LogInformation("Plugin {Id} {Version} is {State}.", entry.Manifest?.Id, entry.Manifest?.Version.ToNormalizedString(), state);
        Publish();
        Changed?.Invoke(this, new PluginChangedEventArgs(entry.Status()));
    }

    private void Publish() => _listed = [.. _entries.OrderBy(e => e.Manifest?.Id, StringComparer.Ordinal).ThenBy(e => e.Folder, StringComparer.Ordinal)];

    private List<CrmError> MissingFor(PluginManifest manifest)
    {
        var errors = new List<CrmError>();
        foreach (var dependency in manifest.Dependencies)
        {
            var entry = _entries.Where(e => e.Manifest?.Id == dependency.Id).OrderBy(e => e.Running is null).FirstOrDefault();
            if (entry?.Running is { } running && dependency.Range.Contains(running.Manifest.Version)) continue;
            if (dependency.IsOptional && entry?.Running is null) continue;
            errors.Add(entry switch
            {
                null => PluginErrors.DependencyMissing(manifest.Id, dependency.Id, dependency.Range.ToString()),
                { Running: null } => PluginErrors.DependencyOff(manifest.Id, dependency.Id, entry.State.ToString().ToLowerInvariant()),
                _ => PluginErrors.DependencyVersion(manifest.Id, dependency.Id, dependency.Range.ToString(), entry.Running.Manifest.Version.ToNormalizedString()),
            });
        }
        return errors;
    }

    private static IEnumerable<CrmError> Misfit(PluginManifest dependent, PluginManifest provider) => dependent.Dependencies
        .Where(d => d.Id == provider.Id && !d.Range.Contains(provider.Version))
        .Select(d => PluginErrors.DependencyVersion(dependent.Id, provider.Id, d.Range.ToString(), provider.Version.ToNormalizedString()));

    private IEnumerable<PluginEntry> DependentsOf(string id) =>
        _entries.Where(e => e.Running is not null && e.Manifest!.Dependencies.Any(d => d.Id == id && !d.IsOptional));

    /// <summary>Those who need others leave before them.</summary>
    private List<PluginEntry> Leaving(IEnumerable<PluginEntry> entries)
    {
        var graph = Graph();
        return [.. entries.OrderByDescending(e => e.Manifest is { } m ? graph.Depth(m.Id) : 0).ThenByDescending(e => e.Manifest?.Id, StringComparer.Ordinal)];
    }

    private DependencyGraph Graph() => new(_entries.Where(e => e.Manifest is not null).GroupBy(e => e.Manifest!.Id).Select(g => g.OrderBy(e => e.Running is null).First().Manifest!));

    private PluginEntry Get(string id) =>
        _entries.Where(e => e.Manifest?.Id == id).OrderBy(e => e.Running is null).FirstOrDefault() ?? throw new CrmNotFoundException(PluginErrors.Unknown(id));

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
