namespace CrmKit.Plugins.Runtime;

/// <summary>From which state a plugin may come into which. A step outside this table is a fault of the loader, and is not taken.</summary>
internal static class PluginTransitions
{
    private static readonly Dictionary<PluginState, PluginState[]> Legal = new()
    {
        [PluginState.Discovered] = [PluginState.Discovered, PluginState.Verified, PluginState.PendingConsent, PluginState.Disabled, PluginState.Superseded, PluginState.Unloaded, PluginState.Removed, PluginState.Failed, PluginState.Quarantined],
        [PluginState.Verified] = [PluginState.Consented, PluginState.PendingConsent, PluginState.Failed, PluginState.Quarantined],
        [PluginState.PendingConsent] = [PluginState.Discovered, PluginState.PendingConsent, PluginState.Disabled, PluginState.Unloaded, PluginState.Removed, PluginState.Failed, PluginState.Quarantined],
        [PluginState.Consented] = [PluginState.Loaded, PluginState.Enabled, PluginState.Failed, PluginState.Quarantined],
        [PluginState.Loaded] = [PluginState.Enabled, PluginState.Failed, PluginState.Quarantined],
        [PluginState.Enabled] = [PluginState.Enabled, PluginState.Disabled, PluginState.Unloaded, PluginState.Removed, PluginState.Failed, PluginState.Quarantined],
        [PluginState.Disabled] = [PluginState.Discovered, PluginState.Disabled, PluginState.PendingConsent, PluginState.Superseded, PluginState.Unloaded, PluginState.Removed, PluginState.Failed, PluginState.Quarantined],
        [PluginState.Unloaded] = [PluginState.Discovered, PluginState.Disabled, PluginState.Superseded, PluginState.Unloaded, PluginState.Removed, PluginState.Failed, PluginState.Quarantined],
        [PluginState.Superseded] = [PluginState.Discovered, PluginState.Disabled, PluginState.Superseded, PluginState.Unloaded, PluginState.Failed],
        [PluginState.Failed] = [PluginState.Discovered, PluginState.PendingConsent, PluginState.Disabled, PluginState.Superseded, PluginState.Unloaded, PluginState.Removed, PluginState.Failed, PluginState.Quarantined],
        [PluginState.Quarantined] = [PluginState.Discovered, PluginState.PendingConsent, PluginState.Disabled, PluginState.Superseded, PluginState.Unloaded, PluginState.Removed, PluginState.Failed, PluginState.Quarantined],
        [PluginState.Removed] = [PluginState.Discovered, PluginState.PendingConsent],
    };

    public static bool IsLegal(PluginState from, PluginState to) => Legal[from].Contains(to);
}
