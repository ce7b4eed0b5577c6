using CrmKit.Plugins.Manifests;
using CrmKit.Sessions;

namespace CrmKit.Plugins.Runtime;

/// <summary>Makes this host run what is wanted: what was decided elsewhere, and what waits, in an order that no chance decides. Used under the runtime's turn only.</summary>
internal sealed class PluginConvergence(PluginBoard board, PluginLifecycle life, PluginDiscovery discovery, PluginExecutor executor, PluginHolds holds)
{
    private static readonly Actor Host = Actor.System("host");

    public async Task ConvergeAsync()
    {
        await FollowAsync();
        await LoadWaitingAsync();
    }

    /// <summary>Starts plugins that run by themselves beside others, as soon as those run.</summary>
    public Task LoadCompanionsAsync() => LoadCompanionsAsync(_ => true);

    /// <summary>The plugins without which the host must not start, and which do not run; none in safe mode.</summary>
    public IReadOnlyList<CrmError> MissingAtBoot() => holds.SafeMode is not null
        ? []
        : [.. board.Entries.Where(e => e is { State: PluginState.Failed or PluginState.Quarantined, Manifest.AbortsBoot: true } && !board.IsRunning(e.Manifest.Id))
            .Select(e => PluginErrors.BootAborted(e.Manifest!.Id, e.Errors.Count > 0 ? e.Errors[0].Message : "it failed."))];

    /// <summary>Does here what was decided at another host of the database, or before this one ended.</summary>
    private async Task FollowAsync()
    {
        foreach (var entry in board.Leaving(board.Entries.Where(e => e.Running is not null)))
        {
            var row = life.RowOf(entry.Manifest!.Id);
            if (row.IsEnabled == false)
            {
                entry.IsWanted = false;
                await life.TakeOutAsync(entry, PluginState.Disabled);
            }
            else if (row.Quarantine is { } quarantine && quarantine.Version == entry.Running!.Manifest.Version.ToNormalizedString())
            {
                entry.Errors = [quarantine.Error];
                await life.TakeOutAsync(entry, PluginState.Quarantined);
            }
            else if (holds.Of(entry) is { } held)
            {
                entry.Errors = [held];
                await life.TakeOutAsync(entry, PluginState.Disabled);
            }
            else if (entry.Package is not null && row.Package is { } package && package.Hash != entry.Package.Hash)
            {
                entry.Errors = await life.BringUpAsync(entry, row, new PluginAudit("follow", Host));
            }
        }
    }

    /// <summary>Starts what waits: what ran before this host stopped goes first and keeps its place against those that cannot run beside it; of two newcomers that exclude each other neither wins.</summary>
    private async Task LoadWaitingAsync()
    {
        var waiting = board.Entries.Where(e => e is { Running: null, IsWanted: true, State: PluginState.Discovered }).ToList();
        var graph = board.Graph();
        foreach (var entry in waiting)
            if (graph.CycleOf(entry.Manifest!.Id) is { } cycle) life.Fail(entry, [PluginErrors.DependencyCycle(cycle)]);
        foreach (var standing in new[] { Standing.Same, Standing.Changed, Standing.New })
        {
            var first = waiting.Where(e => IsWaiting(e) && StandingOf(e) >= standing).ToList();
            first.AddRange(first.SelectMany(e => board.NeededBy(e.Manifest!.Id)).Distinct().Where(e => IsWaiting(e) && !first.Contains(e) && !RivalsOf(e).Any(r => StandingOf(r) > StandingOf(e))).ToList());
            foreach (var (entry, conflicts) in Ties(first)) life.Fail(entry, conflicts);
            foreach (var manifest in graph.Order())
                if (first.Find(e => e.Manifest == manifest) is { State: PluginState.Discovered } entry) await life.LoadAsync(entry, new PluginAudit("start", Host));
            await LoadCompanionsAsync(e => StandingOf(e) >= standing);
        }
        foreach (var entry in board.Entries.Where(e => e is { Running: not null, Package: not null }).ToList()) await ResumeAsync(entry);
        if (!holds.IsAny) await GiveUpPlacesAsync();

        bool IsWaiting(PluginEntry entry) => waiting.Contains(entry) && entry.State == PluginState.Discovered;

        IEnumerable<PluginEntry> RivalsOf(PluginEntry entry) => waiting.Where(o => o != entry && IsWaiting(o) && PluginBoard.Exclude(entry.Manifest!, o.Manifest!));

        // Those that something running excludes anyway are nobody's rivals.
        List<(PluginEntry Entry, List<CrmError> Conflicts)> Ties(List<PluginEntry> entries)
        {
            var open = entries.Where(e => !board.ExcludedBy(e.Manifest!).Any()).ToList();
            return [.. from entry in open
                       let tied = RivalsOf(entry).Where(r => open.Contains(r) && StandingOf(r) == StandingOf(entry)).Select(r => PluginErrors.Conflict(entry.Manifest!, r.Manifest!)).ToList()
                       where tied.Count > 0
                       select (entry, tied)];
        }
    }

    /// <summary>What ran and now fails has lost its place: another may have taken it.</summary>
    private async Task GiveUpPlacesAsync()
    {
        foreach (var entry in board.Entries.Where(e => e.State == PluginState.Failed && e.Manifest is { } m && !board.IsRunning(m.Id)).ToList())
        {
            var row = life.RowOf(entry.Manifest!.Id);
            if (row.Ran is null) continue;
            try
            {
                await life.WriteAsync(row with { Ran = null }, new PluginAudit("left-out", Host, entry.Errors.Count > 0 ? entry.Errors[0].Message : null));
            }
            catch (CrmConflictException)
            {
                // Another host wrote at the same moment; the next look sees it.
            }
        }
    }

    /// <summary>An upgrade that was agreed to and under way when the process ended.</summary>
    private async Task ResumeAsync(PluginEntry entry)
    {
        var row = life.RowOf(entry.Manifest!.Id);
        if (row is not { Package: not null, Next: { } next }) return;
        try
        {
            if (row.Asked.Count > 0)
            {
                entry.Asked = row.Asked;
                return;
            }
            await executor.UpgradeAsync(entry, row, next, new PluginAudit("upgrade", Host, "resumed"));
        }
        catch (CrmException e)
        {
            entry.Errors = e.Errors;
        }
    }

    private async Task LoadCompanionsAsync(Predicate<PluginEntry> which)
    {
        for (var isMore = true; isMore;)
        {
            isMore = false;
            foreach (var entry in board.Entries.Where(e => e is { Running: null, State: PluginState.Disabled, Manifest.AutoInstallWhen.Count: > 0 } && which(e)).ToList())
            {
                discovery.Want(entry);
                if (entry.State != PluginState.Discovered) continue;
                await life.LoadAsync(entry, new PluginAudit("start", Host, "its companions run"));
                isMore |= entry.Running is not null;
            }
        }
    }

    private Standing StandingOf(PluginEntry entry)
    {
        var ran = life.RowOf(entry.Manifest!.Id).Ran;
        return ran is null ? Standing.New : ran == entry.Manifest.Version.ToNormalizedString() ? Standing.Same : Standing.Changed;
    }

    /// <summary>How good a plugin's claim is to run: this version of it ran last, another version did, or none.</summary>
    private enum Standing
    {
        New,
        Changed,
        Same,
    }
}
