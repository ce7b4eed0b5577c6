using CrmKit.Fields;
using CrmKit.Opportunities;
using CrmKit.Records;
using CrmKit.Reports;
using CrmKit.Sessions;

namespace CrmKit.Engineering;

/// <summary>Open tenders, the one that is due first on top.</summary>
internal sealed class TendersReport : IReport
{
    public static readonly ReportDefinition Definition = new() { Key = "engineering.tenders", Label = new("Open tenders", "在投项目") };

    public async Task<ReportTable> RunAsync(ICrmSession session, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var open = (await session.SeenAsync<Opportunity>(new RecordQuery("opportunity") { Filter = $"pipeline eq '{Tenders.Pipeline}' and stageCategory eq 'open'" }, int.MaxValue, cancellationToken)).Items;
        var today = parameters.AsOf ?? session.Today;
        var rows = open.OrderBy(t => t[Tenders.DueOn] ?? DateOnly.MaxValue).ThenBy(t => t.Id)
            .Select(t => (IReadOnlyList<object?>)[t[Tenders.Number], t.Name, t.StageKey, t[Tenders.DueOn], t[Tenders.DueOn] is { } due ? (long)(due.DayNumber - today.DayNumber) : null, t[Tenders.BidScore], t.Amount, t.Currency]);
        return new ReportTable(Definition.Key, today,
            [
                new ReportColumn("number", new("Number", "编号"), FieldKind.Text), new ReportColumn("tender", new("Tender", "投标"), FieldKind.Text), new ReportColumn("stage", new("Stage", "阶段"), FieldKind.Option),
                new ReportColumn("dueOn", new("Bid due on", "投标截止日期"), FieldKind.Date), new ReportColumn("daysLeft", new("Days left", "剩余天数"), FieldKind.Integer),
                new ReportColumn("bidScore", new("Bid score", "投标评分"), FieldKind.Number), new ReportColumn("amount", new("Amount", "金额"), FieldKind.Money), new ReportColumn("currency", new("Currency", "币种"), FieldKind.Text),
            ], [.. rows]);
    }
}
