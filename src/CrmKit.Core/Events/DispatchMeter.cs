using System.Diagnostics.Metrics;

namespace CrmKit.Events;

/// <summary>Counts deliveries for whoever listens to the meter <c>CrmKit</c>.</summary>
internal static class DispatchMeter
{
    private static readonly Meter Meter = new("CrmKit");
    private static readonly Counter<long> Deliveries = Meter.CreateCounter<long>("crmkit.deliveries", "{delivery}", "Deliveries to subscribers and executors by outcome.");

    /// <param name="outcome"><c>delivered</c>, <c>repeated</c>, <c>executed</c> or <c>failed</c>.</param>
    public static void Count(string outcome) => Deliveries.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
