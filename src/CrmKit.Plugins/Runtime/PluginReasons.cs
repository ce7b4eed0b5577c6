namespace CrmKit.Plugins.Runtime;

/// <summary>Says in words why a plugin stands where it stands.</summary>
internal static class PluginReasons
{
    public static IReadOnlyList<string> Of(PluginEntry entry, PluginRow row, PluginBoard board, PluginOptions options)
    {
        var reasons = new List<string>();
        reasons.AddRange(entry.Errors.Select(e => e.ToString()));
        if (options.Disabled.Contains(row.Id)) reasons.Add(PluginErrors.ConfiguredOff(row.Id).ToString());
        if (entry.Asked.Count > 0) reasons.Add(PluginErrors.ConsentRequired(row.Id, entry.Asked).ToString());
        if (entry.State == PluginState.Disabled && entry.Errors.Count == 0 && !options.Disabled.Contains(row.Id)) reasons.Add(row.IsEnabled == false ? "Somebody switched it off." : $"It runs by itself only beside {string.Join(", ", entry.Manifest!.AutoInstallWhen)}.");
        if (entry.Running is null) reasons.AddRange(board.Against(entry.Manifest!).Select(e => e.ToString()).Except(reasons, StringComparer.Ordinal));
        if (entry.Running is not null) reasons.Add($"It takes part as generation {entry.Generations}.");
        reasons.Add(entry.Trust switch
        {
            PluginTrust.Folder when entry.Package is null => $"Its code is let in because it lies in '{entry.Folder}': whoever may write there may run code in the host.",
            PluginTrust.Publisher => $"Its code is let in because key {entry.Package?.KeyId} signed it, which is trusted for its id.",
            PluginTrust.Local => $"Its code is let in because the installation's own key {entry.Package?.KeyId} signed it.",
            _ => "It is a package; its code is let in when its signature is right and its key is trusted, or where the host allows unsigned ones.",
        });
        return reasons;
    }
}
