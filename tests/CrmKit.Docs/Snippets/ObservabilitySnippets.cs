using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace CrmKit.Docs.Snippets;

internal static class ObservabilitySnippets
{
    public static void Listen()
    {
        #region observability
        using var traces = Sdk.CreateTracerProviderBuilder().AddSource("CrmKit").Build(); // add the exporter of your choice
        using var metrics = Sdk.CreateMeterProviderBuilder().AddMeter("CrmKit").Build();
        #endregion
    }
}
