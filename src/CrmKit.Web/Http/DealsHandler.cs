using System.Globalization;
using CrmKit.AspNetCore;
using CrmKit.Opportunities;
using CrmKit.Reports;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>Open deals by the month in which they are expected to close: what each month would bring, and the deals of one day by day.</summary>
internal static class DealsHandler
{
    private const string Overdue = "overdue", Undated = "undated", Mine = "mine";

    public static async Task ShowAsync(WebCall call)
    {
        var type = call.Session.Catalog.Type(typeof(Opportunity));
        await call.DemandListAsync(type, "expectedCloseOn");
        var asked = Asked(call, type);
        var narrowed = All(asked.IsMine ? "ownerId eq me()" : null, asked.Category is { } category ? $"forecastCategory eq '{category}'" : null);
        var table = await call.Session.Reports.RunAsync("forecast", new ReportParameters { Filter = narrowed.Length > 0 ? narrowed : null }, call.Cancelled);
        var months = MonthsOf(call, table, asked);
        var filter = All("stageCategory eq 'open'", narrowed, Within(asked.Month, call.Today));
        var page = await call.Session.Records.QueryAsync(new RecordQuery(type.Key) { Filter = filter, OrderBy = "expectedCloseOn", Size = call.Options.PageSize, Include = (await call.HiddenAsync(type)).Contains("accountId") ? [] : ["accountId"] }, call.Cancelled);
        await call.PageAsync<DealsPage, DealsModel>(call.Texts["deals.title"], new DealsModel
        {
            Months = months,
            Whose = call.Session.Actor.UserId is null ? [] : [new(call.Texts["deals.all"], asked.At(call, isMine: false), !asked.IsMine), new(call.Texts["deals.mine"], asked.At(call, isMine: true), asked.IsMine)],
            Categories =
            [
                new(call.Texts["deals.any"], (asked with { Category = null }).At(call), asked.Category is null),
                .. type.Field("forecastCategory").Options.Where(o => o.Code != "closed").Select(o => new DealChoice(o.Label.For(call.Culture), (asked with { Category = o.Code }).At(call), asked.Category == o.Code)),
            ],
            Label = LabelOf(call, asked.Month),
            List = WebLinks.With(call.Links.List(type), ("filter", filter)),
            Days = await DaysAsync(call, page),
            HasMore = page.Next is not null,
            Remarks = [.. table.Remarks.Select(r => SaidTexts.Of(SaidTexts.Remark, r, call.Culture, call.Session.Catalog))],
        });
    }

    private static DealsAsked Asked(WebCall call, RecordTypeDefinition type)
    {
        var month = call.Query("month") is not { } typed ? Key(call.Today)
            : typed is Overdue or Undated || (DateOnly.TryParseExact(typed + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first) && UsableDays.Has(first)) ? typed : throw ApiErrors.Parameter("month", "a month such as 2026-03");
        var category = call.Query("category");
        if (category is not null && type.Field("forecastCategory").Options.All(o => o.Code != category)) throw ApiErrors.Parameter("category", "a forecast category");
        return new DealsAsked(month, category, call.Query("whose") == Mine);
    }

    // What should have closed stands first and together; the month that is shown is there even when nothing is expected in it.
    private static List<DealMonth> MonthsOf(WebCall call, ReportTable table, DealsAsked asked)
    {
        var at = table.Columns.Select((c, i) => (c.Key, i)).ToDictionary(c => c.Key, c => c.i);
        var now = Key(call.Today);
        return [.. table.Rows.GroupBy(r => (string)r[0]! is "(none)" ? Undated : string.CompareOrdinal((string)r[0]!, now) < 0 ? Overdue : (string)r[0]!).Select(rows =>
        {
            string Sum(string column) => $"{rows.Sum(r => (decimal)r[at[column]]!).ToString("#,##0.##", call.Format)} {rows.First()[at["currency"]]}";
            return new DealMonth(rows.Key, LabelOf(call, rows.Key), (asked with { Month = rows.Key }).At(call), rows.Sum(r => (long)r[at["count"]]!).ToString("#,##0", call.Format), Sum("amount"), Sum("weightedAmount"), Sum("commit"), rows.Key == asked.Month);
        }).OrderBy(m => m.Key switch { Overdue => 0, Undated => 2, _ => 1 }).ThenBy(m => m.Key, StringComparer.Ordinal)];
    }

    private static async Task<List<DealDay>> DaysAsync(WebCall call, RecordPage page)
    {
        var (type, hidden, names) = (page.Type, page.HiddenFields, new RecordNames(call, page.Included));
        string Text(string field, Record record) => hidden.Contains(field) ? "" : call.Text.Of(type.Field(field), record);
        var lines = new List<(DateOnly? Day, DealLine Line)>();
        foreach (var deal in page.Items.Cast<Opportunity>())
            lines.Add((deal.ExpectedCloseOn, new DealLine(RecordNames.Of(call, type, deal, hidden), call.Links.Record(type, deal.Id), hidden.Contains("accountId") ? null : await names.ShowAsync(type.Field("accountId"), deal),
                hidden.Contains("stage") || deal.PipelineKey is not { } key || !call.Session.Catalog.TryPipeline(key, out var pipeline) ? "" : pipeline.FindStage(deal.StageKey ?? "")?.Label.For(call.Culture) ?? deal.StageKey ?? "",
                Text("forecastCategory", deal), string.Join(" · ", new[] { Text("nextStepOn", deal), Text("nextStep", deal) }.Where(t => t.Length > 0)), call.Text.Amount(type, deal, hidden), Text("weightedAmount", deal))));
        return [.. lines.GroupBy(l => l.Day).Select(g => new DealDay(g.Key?.ToString("D", call.Format) ?? "–", g.Key < call.Today, [.. g.Select(l => l.Line)]))];
    }

    private static string Within(string month, DateOnly today)
    {
        if (month == Undated) return "expectedCloseOn eq null";
        var first = month == Overdue ? new DateOnly(today.Year, today.Month, 1) : DateOnly.ParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture);
        return month == Overdue ? $"expectedCloseOn lt {Day(first)}" : $"expectedCloseOn ge {Day(first)} and expectedCloseOn lt {Day(first.AddMonths(1))}";
    }

    private static string LabelOf(WebCall call, string month) => month is Overdue or Undated ? call.Texts["deals." + month] : DateOnly.ParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture).ToString("Y", call.Format);

    private static string Key(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string All(params string?[] parts) => string.Join(" and ", parts.Where(p => !string.IsNullOrEmpty(p)));

    private sealed record DealsAsked(string Month, string? Category, bool IsMine)
    {
        public string At(WebCall call, bool? isMine = null) => WebLinks.With(call.Links.Deals, ("month", Month), ("category", Category), ("whose", isMine ?? IsMine ? Mine : null));
    }
}
