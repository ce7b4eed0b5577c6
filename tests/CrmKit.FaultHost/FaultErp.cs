using CrmKit.Connectors;
using CrmKit.Fields;

namespace CrmKit.FaultHost;

/// <summary>Another system with four companies, told of in two batches; it keeps no record of who asked.</summary>
internal sealed class FaultErp : IConnector
{
    public static ConnectorDefinition Definition { get; } = new() { Key = "fault.erp", Label = new("ERP"), Types = [new("account", [new("Name1", "name")])] };

    public ValueTask<ConnectorCheck> TestAsync(ConnectorContext context, CancellationToken cancellationToken) => new(ConnectorCheck.Works);

    public ValueTask<PulledBatch> PullAsync(ConnectorContext context, string? cursor, CancellationToken cancellationToken) =>
        new(cursor is null ? new PulledBatch([Company("1"), Company("2")], "2") { HasMore = true } : new PulledBatch(cursor == "2" ? [Company("3"), Company("4")] : [], "4"));

    private static PulledChange Company(string id) => new("account", id, "v1") { Values = CustomValues.Empty.With("Name1", $"Company {id}") };
}
