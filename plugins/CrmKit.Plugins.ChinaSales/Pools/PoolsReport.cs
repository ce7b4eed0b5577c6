using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Reports;
using CrmKit.Sessions;

namespace CrmKit.ChinaSales;

/// <summary>How full each pool is, and what its users make of it: waiting, held, overdue, and what went back in the last 30 days.</summary>
internal sealed class PoolsReport : IReport
{
    public static readonly ReportDefinition Definition = new() { Key = "chinasales.pools", Label = new("Lead pools", "公海概况") };

    public async Task<ReportTable> RunAsync(ICrmSession session, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var (today, rows) = (session.Today, new List<IReadOnlyList<object?>>());
        var month = today.AddDays(-30);
        foreach (var pool in await session.Records.ListAsync(new Specification<CustomRecord>().OfType(Pools.Type), cancellationToken))
        {
            var code = pool[Pools.Code];
            var waiting = await session.Records.CountAsync(new Specification<Lead>(l => l.Pool == code && l.OwnerId == null && l.ClosedAt == null), cancellationToken);
            var held = await session.Records.CountAsync(new Specification<Lead>(l => l.Pool == code && l.OwnerId != null && l.ClosedAt == null), cancellationToken);
            var overdue = await session.Records.CountAsync(new Specification<CustomRecord>(h => h[Holdings.Pool] == code && h[Holdings.DueOn] < today).OfType(Holdings.Type), cancellationToken);
            var returned = await session.Records.CountAsync(
                new Specification<CustomRecord>(h => h[Holdings.Pool] == code && h[Holdings.EndedOn] >= month && h[Holdings.EndReason] == Holdings.Returned).OfType(Holdings.Type), cancellationToken);
            rows.Add([pool.Name, waiting, held, overdue, returned]);
        }
        return new ReportTable(Definition.Key, today,
            [
                new ReportColumn("pool", new("Pool", "公海"), FieldKind.Text), new ReportColumn("waiting", new("Waiting", "待领取"), FieldKind.Integer), new ReportColumn("held", new("Held", "已领取"), FieldKind.Integer),
                new ReportColumn("overdue", new("Overdue", "已到期"), FieldKind.Integer), new ReportColumn("returned", new("Returned in 30 days", "30 天内收回"), FieldKind.Integer),
            ], [.. rows.OrderBy(r => (string)r[0]!, StringComparer.Ordinal)]);
    }
}
