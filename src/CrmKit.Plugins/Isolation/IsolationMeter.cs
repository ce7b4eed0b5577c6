using System.Diagnostics.Metrics;

namespace CrmKit.Plugins.Isolation;

/// <summary>What becomes of plugins, for whoever listens to the meter <c>CrmKit</c>.</summary>
internal static class IsolationMeter
{
    public static readonly Meter Meter = new("CrmKit");
    public static readonly Counter<long> Faults = Meter.CreateCounter<long>("crmkit.plugin.faults", "{fault}", "Calls of plugins that failed, by plugin and kind.");
}
