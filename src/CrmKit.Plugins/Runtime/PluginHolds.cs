namespace CrmKit.Plugins.Runtime;

/// <summary>What does not run for now although it is wanted: in safe mode, and while somebody searches for the plugin that causes a trouble. Nobody's wish is changed by it.</summary>
internal sealed class PluginHolds(PluginBoard board, SafeMode safeMode, Func<string, PluginRow> rowOf)
{
    public string? SafeMode => safeMode.Reason;

    /// <summary>The search that goes on; <see langword="null"/> for none.</summary>
    public Bisection? Bisection => rowOf(PluginRow.All).Bisection;

    public bool IsAny => SafeMode is not null || Bisection is not null;

    /// <summary>Why a plugin does not run for now, or something that it needs; <see langword="null"/> when nothing holds it.</summary>
    public CrmError? Of(PluginEntry entry) => IsAny ? Of(entry, []) : null;

    private CrmError? Of(PluginEntry entry, HashSet<string> seen)
    {
        var id = entry.Manifest!.Id;
        if (!seen.Add(id)) return null; // a circle is told as one
        if (SafeMode is { } reason && entry.Package?.KeyId is null) return PluginErrors.SafeMode(id, reason);
        if (Bisection?.Off.Contains(id) == true) return PluginErrors.Bisecting(id);
        foreach (var needed in entry.Manifest.Dependencies.Where(d => !d.IsOptional).Select(d => board.Find(d.Id)))
            if (needed is not null && Of(needed, seen) is { } why) return why with { Message = $"Plugin '{id}' needs '{needed.Manifest!.Id}'. {why.Message}" };
        return null;
    }
}
