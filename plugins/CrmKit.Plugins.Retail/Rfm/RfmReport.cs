using System.Text.Json.Nodes;
using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Endpoints;
using CrmKit.Fields;
using CrmKit.Reports;
using CrmKit.Sessions;

namespace CrmKit.Retail;

/// <summary>How many accounts each RFM segment has, and their average scores.</summary>
internal sealed class RfmReport : IReport
{
    public static readonly ReportDefinition Definition = new() { Key = "retail.rfm", Label = new("RFM segments", "RFM 分群") };

    public async Task<ReportTable> RunAsync(ICrmSession session, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var scored = await Ask.ListAsync<Account>(session, "account", $"custom.{Rfm.Segment.Key} ne null", cancellationToken);
        return new ReportTable(Definition.Key, session.Today,
            [
                new ReportColumn("segment", new("Segment", "分群"), FieldKind.Option), new ReportColumn("accounts", new("Accounts", "客户数"), FieldKind.Integer),
                new ReportColumn("recency", new("Recency", "最近消费"), FieldKind.Number), new ReportColumn("frequency", new("Frequency", "消费频率"), FieldKind.Number), new ReportColumn("monetary", new("Monetary", "消费金额"), FieldKind.Number),
            ],
            [
                .. scored.GroupBy(a => a[Rfm.Segment]!).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (IReadOnlyList<object?>)
                    [g.Key, (long)g.Count(), Mean(g, a => a[Rfm.Recency]), Mean(g, a => a[Rfm.Frequency]), Mean(g, a => a[Rfm.Monetary])]),
            ]);
    }

    private static decimal Mean(IEnumerable<Account> accounts, Func<Account, long?> score) => Math.Round(accounts.Average(a => (decimal)(score(a) ?? 0)), 2);
}

/// <summary>Scores accounts now.</summary>
internal sealed class ScoreNow(RfmScoring scoring) : IPluginEndpoint
{
    public static readonly EndpointDefinition Definition = new()
    {
        Key = "retail.score",
        Method = "POST",
        Path = "/rfm",
        Summary = new("Scores all accounts by recency, frequency and monetary value.", "重新计算全部客户的 RFM 评分。"),
        Requires = new Permission("account", Operations.Administer, AccessScope.All),
    };

    public async ValueTask<EndpointAnswer> HandleAsync(EndpointContext context, CancellationToken cancellationToken)
    {
        var result = await scoring.RunAsync(context.Session, cancellationToken);
        return EndpointAnswer.Json(new JsonObject { ["scored"] = result.Scored, ["changed"] = result.Changed, ["leftOut"] = result.LeftOut, ["currency"] = result.Currency });
    }
}
