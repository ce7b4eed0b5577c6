using CrmKit.Plugins.Isolation;

namespace CrmKit.Plugins.Runtime;

/// <summary>What is wrong with the plugins of a host, in words.</summary>
internal sealed class PluginHealth(IReadOnlyList<PluginEntry> entries, IPluginRuntime runtime, UnloadMonitor unloads)
{
    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken)
    {
        var told = new List<string>();
        if (runtime.SafeMode is { } reason) told.Add($"Safe mode: {reason}.");
        if (runtime.Bisection is { } search) told.Add($"A search for a plugin goes on, at question {search.Step}.");
        foreach (var entry in entries) told.AddRange(OfState(entry.Status()));
        var own = await Task.WhenAll(entries.Select(async e => e.Running is { } running && await running.CheckHealthAsync() is { Length: > 0 } said ? $"Plugin '{running.Manifest.Id}': {said}" : null)).WaitAsync(cancellationToken);
        told.AddRange(own.OfType<string>());
        return told;
    }

    private IEnumerable<string> OfState(PluginStatus plugin)
    {
        var name = $"Plugin '{plugin.Id ?? plugin.Folder}'";
        if (plugin.State is PluginState.Failed or PluginState.Quarantined) yield return $"{name} is {plugin.State}: {string.Join(" ", plugin.Errors.Select(e => e.Code))}.";
        if (plugin.Calls.SuspendedPoints.Count > 0) yield return $"{name} is suspended at {string.Join(", ", plugin.Calls.SuspendedPoints)}.";
        if (unloads.ZombiesOf(plugin.Id) is { Count: > 0 } holders) yield return $"{name} does not leave memory: {string.Join(" ", holders)}";
    }
}
