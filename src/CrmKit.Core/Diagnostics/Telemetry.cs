using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CrmKit.Diagnostics;

/// <summary>What CrmKit tells whoever listens to the activity source and the meter <c>CrmKit</c>; costs nothing when nobody does.</summary>
internal static class Telemetry
{
    private const string Name = "CrmKit";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> Calls = Meter.CreateHistogram<double>("crmkit.door.duration", "s", "Calls through a door by act, record type and outcome.");
    private static readonly Counter<long> Deliveries = Meter.CreateCounter<long>("crmkit.deliveries", "{delivery}", "Deliveries to subscribers and executors by outcome.");

    public static bool IsWatched => Source.HasListeners() || Calls.Enabled;

    public static Activity? Start(string act) => Source.StartActivity(act);

    // The outcome is ok, cancelled, or the code of the first error.
    public static void Called(string act, string? type, string outcome, TimeSpan duration) => Calls.Record(
        duration.TotalSeconds,
        new KeyValuePair<string, object?>("act", act), new KeyValuePair<string, object?>("type", type), new KeyValuePair<string, object?>("outcome", outcome));

    /// <param name="outcome"><c>delivered</c>, <c>repeated</c>, <c>executed</c> or <c>failed</c>.</param>
    public static void Delivered(string outcome) => Deliveries.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
