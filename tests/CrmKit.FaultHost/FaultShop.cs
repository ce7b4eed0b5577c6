using CrmKit.Connectors;

namespace CrmKit.FaultHost;

/// <summary>Another system that takes products, and knows the keys of what it took.</summary>
internal sealed class FaultShop : IConnector
{
    public static ConnectorDefinition Definition { get; } = new()
    {
        Key = "fault.shop",
        Label = new("Shop"),
        Types = [new("product", [new("Title", "name")]) { Push = ConnectorPush.Linked }],
    };

    public ValueTask<ConnectorCheck> TestAsync(ConnectorContext context, CancellationToken cancellationToken) => new(ConnectorCheck.Works);

    public ValueTask<PulledBatch> PullAsync(ConnectorContext context, string? cursor, CancellationToken cancellationToken) => new(new PulledBatch([], cursor));

    public ValueTask<IReadOnlyList<PushAnswer>> PushAsync(ConnectorContext context, IReadOnlyList<PushedChange> changes, CancellationToken cancellationToken) => new([.. changes.Select(Take)]);

    private static PushAnswer Take(PushedChange change)
    {
        OutsideWorld.HappenOnce(Guid.ParseExact(change.Key.Split('/')[0], "N").ToString());
        return PushAnswer.Done(change.Key, $"shop-{change.RecordId:N}", "1");
    }
}
