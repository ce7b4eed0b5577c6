using System.Globalization;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Reports;

/// <summary>What open sales are expected to bring, by the month in which they are expected to close, and how far one may count on it.</summary>
internal sealed class ForecastReport : IReport
{
    private const string Undated = "(none)";

    private static readonly ReportColumn[] Columns =
    [
        new("month", new("Expected in", "预计成交月份"), FieldKind.Text), new("count", new("Deals", "商机数"), FieldKind.Integer), new("amount", new("Amount", "金额"), FieldKind.Money),
        new("weightedAmount", new("Weighted amount", "加权金额"), FieldKind.Money), new("commit", new("Commit", "确保"), FieldKind.Money), new("bestCase", new("Best case", "争取"), FieldKind.Money),
        new("pipeline", new("Pipeline", "潜在"), FieldKind.Money), new("currency", new("Currency", "币种"), FieldKind.Text),
    ];

    public async Task<ReportTable> RunAsync(ICrmSession caller, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var session = (CrmSession)caller;
        Unheeded.Refuse("forecast", parameters, "from", "until", "filter");
        var rows = await ReadableRows.OfAsync<Opportunity>(session, ["expectedCloseOn", "stageCategory", "forecastCategory", "amount", "weightedAmount", "currency"], cancellationToken, parameters.Filter);
        rows = rows.Where(o => o.StageCategory == StageCategory.Open);
        if (parameters.From is { } from) rows = rows.Where(o => o.ExpectedCloseOn >= from);
        if (parameters.Until is { } until) rows = rows.Where(o => o.ExpectedCloseOn <= until);
        var sums = await (await session.ReaderAsync(cancellationToken)).ListAsync(rows.GroupBy(o => new { o.ExpectedCloseOn, o.ForecastCategory, o.Currency }).Select(g => new Sum
        {
            On = g.Key.ExpectedCloseOn, Category = g.Key.ForecastCategory, Currency = g.Key.Currency, Count = g.LongCount(),
            Amount = g.Sum(o => StoredAmount.Scaled(o.Amount)) ?? 0, Weighted = g.Sum(o => StoredAmount.Scaled(o.WeightedAmount)) ?? 0,
        }), cancellationToken);
        var money = CurrencySums.Over(sums.Select(s => (s.Currency, s.Count, StoredAmount.Unscaled(s.Amount))), session.Options);
        return new ReportTable("forecast", session.Today, Columns, [.. sums.GroupBy(s => MonthOf(s.On)).OrderBy(g => g.Key == Undated).ThenBy(g => g.Key, StringComparer.Ordinal).Select(month =>
        {
            var priced = month.Where(s => money.Includes(s.Currency, session.Options)).ToList();
            decimal Amount(ForecastCategory category) => StoredAmount.Unscaled(priced.Where(s => s.Category == category).Sum(s => s.Amount));
            return (IReadOnlyList<object?>)
            [
                month.Key, month.Sum(s => s.Count), StoredAmount.Unscaled(priced.Sum(s => s.Amount)), StoredAmount.Unscaled(priced.Sum(s => s.Weighted)),
                Amount(ForecastCategory.Commit), Amount(ForecastCategory.BestCase), Amount(ForecastCategory.Pipeline), money.Currency,
            ];
        })])
        {
            Remarks = [.. money.Remarks],
        };
    }

    private static string MonthOf(DateOnly? day) => day?.ToString("yyyy-MM", CultureInfo.InvariantCulture) ?? Undated;

    private sealed class Sum
    {
        public DateOnly? On { get; init; }
        public ForecastCategory Category { get; init; }
        public string? Currency { get; init; }
        public long Count { get; init; }
        public long Amount { get; init; }
        public long Weighted { get; init; }
    }
}
