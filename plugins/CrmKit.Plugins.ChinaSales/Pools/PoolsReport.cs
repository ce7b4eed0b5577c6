using CrmKit.Fields;
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
        foreach (var pool in await Ask.ListAsync<CustomRecord>(session, Pools.Type, null, cancellationToken))
        {
            var code = Ask.Quote(pool[Pools.Code]!);
            var waiting = await Ask.CountAsync(session, "lead", $"pool eq {code} and ownerId eq null and closedAt eq null", cancellationToken);
            var held = await Ask.CountAsync(session, "lead", $"pool eq {code} and ownerId ne null and closedAt eq null", cancellationToken);
            var overdue = await Ask.CountAsync(session, Holdings.Type, $"custom.{Holdings.Pool.Key} eq {code} and custom.{Holdings.DueOn.Key} lt today()", cancellationToken);
            var returned = await Ask.CountAsync(session, Holdings.Type,
                $"custom.{Holdings.Pool.Key} eq {code} and custom.{Holdings.EndedOn.Key} ge today(-30) and custom.{Holdings.EndReason.Key} eq '{Holdings.Returned}'", cancellationToken);
            rows.Add([pool.Name, waiting, held, overdue, returned]);
        }
        return new ReportTable(Definition.Key, today,
            [
                new ReportColumn("pool", new("Pool", "公海"), FieldKind.Text), new ReportColumn("waiting", new("Waiting", "待领取"), FieldKind.Integer), new ReportColumn("held", new("Held", "已领取"), FieldKind.Integer),
                new ReportColumn("overdue", new("Overdue", "已到期"), FieldKind.Integer), new ReportColumn("returned", new("Returned in 30 days", "30 天内收回"), FieldKind.Integer),
            ], [.. rows.OrderBy(r => (string)r[0]!, StringComparer.Ordinal)]);
    }
}
