using System.Globalization;
using System.Text.RegularExpressions;
using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Pipelines;
using CrmKit.Reports;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>Runs a report, and a second time for the time it is compared with, and says it in the reader's language.</summary>
internal sealed partial class ReportPresenter(WebCall call, ReportQuestion question, ReportScope scope)
{
    private PipelineDefinition? _pipeline;

    /// <exception cref="CrmException">As <see cref="IReports.RunAsync"/>.</exception>
    public async Task<ReportShown> ShowAsync()
    {
        var today = call.Session.Today;
        var (asked, before) = (question.Parameters(scope, today), question.Earlier(scope, today));
        var table = await call.Session.Reports.RunAsync(question.Key, asked, call.Cancelled);
        var earlier = before is null ? null : await call.Session.Reports.RunAsync(question.Key, before, call.Cancelled);
        _pipeline = scope.HasPipeline ? ReportDrill.PipelineOf(call, asked) : null;
        var drill = await ReportDrill.OfAsync(call, scope, asked);
        var old = earlier?.Rows.ToLookup(r => Identity(earlier, r));
        var shown = Enumerable.Range(0, table.Columns.Count).Where(i => IsShown(table, i)).ToList();
        var rows = new List<IReadOnlyList<ReportCell>>(table.Rows.Count);
        foreach (var row in table.Rows)
        {
            var values = Values(table, row);
            var was = old?[Identity(table, row)].FirstOrDefault() is { } found ? Values(earlier!, found) : null;
            var cells = new List<ReportCell>(shown.Count);
            foreach (var i in shown)
            {
                var column = table.Columns[i];
                var isCompared = earlier is not null && IsFigure(column.Kind);
                var (text, past) = (Text(column, values), was is null ? "" : Text(column, was));
                cells.Add(new ReportCell(text, drill.Of(table.Report, column.Key, values) ?? await WorkAsync(table.Report, column.Key, values, asked) ?? Place(table.Report, column.Key, values, asked) ?? await MonthAsync(table.Report, column.Key, values, asked) ?? await RecordAsync(column.Key, values),
                    !isCompared || (text.Length == 0 && past.Length == 0) ? null : past.Length == 0 ? "–" : past, isCompared && was is not null ? Change(column, values[column.Key], was.GetValueOrDefault(column.Key)) : null));
            }
            rows.Add(cells);
        }
        IReadOnlyList<ReportHeading> columns = [.. shown.Select(i => table.Columns[i]).Select(c => new ReportHeading(c.Key, c.Label.For(call.Culture), IsFigure(c.Kind), call.Texts.Find($"report.{question.Key}.{c.Key}")))];
        var (headings, lines) = earlier is null && CohortGrid.IsFor(table) ? CohortGrid.Of(table, call) : (columns, rows);
        return new ReportShown
        {
            Label = LabelOf(call, question.Key),
            Span = Span(asked, table.AsOf),
            Against = before is null ? null : Span(before, earlier!.AsOf),
            Columns = headings,
            Rows = lines,
            IsTotal = table.Rows.Count == 1 && table.Columns[0].Key == "total",
            Chart = ReportCharts.Of(table, earlier, r => Name(table, r), r => Identity(table, r), call),
            Map = call.Options.MapShapes is "" ? null : ReportCharts.Map(table, call),
            Shapes = call.Options.MapShapes is { } own ? call.Http.Request.PathBase + own : call.Links.Asset("world.json"),
            Advice = table.Report == "funnel-advice" ? AdviceLines.Of(table, columns, rows, call) : null,
            Remarks = [.. table.Remarks.Select(Said)],
        };
    }

    public static string LabelOf(WebCall call, string key) =>
        call.Session.Catalog.TryReport(key, out var report) ? report.Label.For(call.Culture) : call.Session.Catalog.Metrics.FirstOrDefault(m => m.Key == key)?.Label.For(call.Culture) ?? key;

    /// <summary>What a report says in a sentence or two.</summary>
    public static string? AboutOf(WebCall call, string key) => call.Session.Catalog.Metrics.FirstOrDefault(m => m.Key == key)?.Definition.For(call.Culture) ?? call.Texts.Find("report." + key);

    // Ids are behind names, currencies beside amounts.
    private static bool IsShown(ReportTable table, int i) => table.Columns[i] is var column && column.Kind != FieldKind.Reference && column.Key != "currency"
        && !(column.Key == "stage" && table.Columns.Any(c => c.Key == "label")) && !(column.Key == "notEnough" && table.Rows.All(r => r[i] is null));

    private static bool IsFigure(FieldKind kind) => kind is FieldKind.Integer or FieldKind.Number or FieldKind.Money or FieldKind.Percent;

    private static Dictionary<string, object?> Values(ReportTable table, IReadOnlyList<object?> row) => table.Columns.Select((c, i) => (c.Key, Value: row[i])).ToDictionary(c => c.Key, c => c.Value);

    // What stands before the first figure; of records their ids, since two may have one name.
    private static string Identity(ReportTable table, IReadOnlyList<object?> row) =>
        string.Join('\n', table.Columns.Select((c, i) => (c.Kind, Value: row[i])).TakeWhile(c => !IsFigure(c.Kind)).Select(c => Convert.ToString(c.Value, CultureInfo.InvariantCulture)));

    private string Name(ReportTable table, IReadOnlyList<object?> row) => Text(table.Columns[IsShown(table, 0) ? 0 : 1], Values(table, row));

    private string Text(ReportColumn column, Dictionary<string, object?> row) => row.GetValueOrDefault(column.Key) switch
    {
        null => "",
        string when column.Key == "label" && row.GetValueOrDefault("stage") is string stage => _pipeline?.FindStage(stage)?.Label.For(call.Culture) ?? Word(stage),
        string when column.Key is "label" or "type" or "value" && FieldOf(row) is { } field => Of(field, column.Key, row),
        string source when column.Key == "source" => call.Session.Catalog.TryType("lead", out var lead) && lead.TryField("source", out var field) && field.Options.FirstOrDefault(o => o.Code == source) is { } option ? option.Label.For(call.Culture) : Word(source),
        string reason when column.Key == "reason" && _pipeline is { } pipeline => call.Session.Catalog.Type(pipeline.RecordType).TryField("lossReason", out var field) && field.Options.FirstOrDefault(o => o.Code == reason) is { } option ? option.Label.For(call.Culture) : Word(reason),
        string code when column.Key is "category" or "priority" => call.Session.Catalog.Type("case").TryField(column.Key, out var field) && field.Options.FirstOrDefault(o => o.Code == code) is { } option ? option.Label.For(call.Culture) : Word(code),
        string when column.Key == "field" && !row.ContainsKey("label") && FieldOf(row) is { } field => field.Field.Label.For(call.Culture),
        string text when column.Key == "explained" => Said(text),
        string text when column.Kind is FieldKind.Text or FieldKind.Option => Word(text),
        decimal amount when (column.Kind == FieldKind.Money || column.Key == "sum") && row.GetValueOrDefault("currency") is string currency => $"{amount.ToString("#,##0.00##", call.Format)} {currency}",
        var value => call.Text.Of(column.Kind, value),
    };

    // Rows about fields name them by their keys.
    private (RecordTypeDefinition Type, FieldDefinition Field)? FieldOf(Dictionary<string, object?> row) =>
        (row.GetValueOrDefault("type") ?? (scope.HasType ? question.Type ?? scope.FirstType : null)) is string key && row.GetValueOrDefault("field") is string name && call.Session.Catalog.TryType(key, out var type) && type.TryField(name, out var field) ? (type, field) : null;

    private string Of((RecordTypeDefinition Type, FieldDefinition Field) about, string column, Dictionary<string, object?> row) => column switch
    {
        "label" => about.Field.Label.For(call.Culture),
        "type" => about.Type.PluralLabel.For(call.Culture),
        _ => row["value"] is string value ? about.Field.Options.FirstOrDefault(o => o.Code == value)?.Label.For(call.Culture) ?? (about.Field.Kind == FieldKind.Bool ? call.Text.Of(FieldKind.Bool, value == "true") : value) : "",
    };

    // Days stand in what reports say as programs read them.
    private string Said(string english) => IsoDay().Replace(SaidTexts.Of(SaidTexts.Remark, english, call.Culture, call.Session.Catalog),
        found => DateOnly.TryParseExact(found.Value, "yyyy-MM-dd", out var day) ? day.ToString("d", call.Format) : found.Value);

    [GeneratedRegex(@"\b\d{4}-\d{2}-\d{2}\b")]
    private static partial Regex IsoDay();

    private string Word(string text) => call.Texts.Find("report.value." + text) ?? text;

    private string? Change(ReportColumn column, object? now, object? was)
    {
        if (now is null || was is null) return null;
        var (a, b) = (Convert.ToDecimal(now, CultureInfo.InvariantCulture), Convert.ToDecimal(was, CultureInfo.InvariantCulture));
        if (column.Kind == FieldKind.Percent) return call.Texts.Format("report.points", (a - b).ToString("+#,##0.##;-#,##0.##;±0", call.Format));
        return b == 0 ? null : ((a - b) / Math.Abs(b) * 100).ToString("+#,##0.#;-#,##0.#;±0", call.Format) + "%";
    }

    private string Span(ReportParameters asked, DateOnly asOf) =>
        asked.AsOf is { } known && (asked.From, asked.Until) is not (null, null) ? call.Texts.Format("report.known", Period(asked, asOf), Day(known)) : Period(asked, asOf);

    private string Period(ReportParameters asked, DateOnly asOf) => (asked.From, asked.Until) switch
    {
        ({ } from, { } until) => call.Texts.Format("report.span", Day(from), Day(until)),
        ({ } from, null) => call.Texts.Format("report.span", Day(from), Day(asOf)),
        (null, { } until) => call.Texts.Format("report.until-day", Day(until)),
        _ => call.Texts.Format("report.as-at", Day(asOf)),
    };

    private string Day(DateOnly day) => day.ToString("d", call.Format);

    // From a figure of somebody's work to the records that it counts.
    private async ValueTask<string?> WorkAsync(string report, string column, Dictionary<string, object?> row, ReportParameters asked)
    {
        if (report != "operations" || row[column] is not long) return null;
        var (until, by) = (asked.Until ?? call.Session.Today, asked.By ?? "owner");
        if (OperationalIndicators.Of(column, call.Session.Catalog, asked.From ?? until.AddDays(-29), until) is not var (key, filter) || call.Session.Catalog.Type(key) is var type && !await call.MayAsync(type, Operations.Read)) return null;
        var whose = by == "total" ? null : row[by + "Id"] is Guid id ? $"{by}Id eq '{id}' and " : $"{by}Id eq null and ";
        return WebLinks.With(call.Links.List(type), ("filter", whose + filter));
    }

    // From a region to the records there.
    private string? Place(string report, string column, Dictionary<string, object?> row, ReportParameters asked)
    {
        if (report != "regions" || column != "count" || !call.Session.Catalog.TryType(asked.Type ?? scope.FirstType!, out var type)) return null;
        string?[] parts = [Is("country"), Is("region"), asked.Filter is { } filter ? $"({filter})" : null];
        return WebLinks.With(call.Links.List(type), ("filter", string.Join(" and ", parts.OfType<string>())));

        string? Is(string field) => !type.TryField(field, out var found) || found.IsCustom || row[field] is not string place ? null
            : place == "(none)" ? $"({field} eq null or {field} eq '')" : $"{field} eq '{place.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    // From a month to the open deals that are expected in it.
    private async ValueTask<string?> MonthAsync(string report, string column, Dictionary<string, object?> row, ReportParameters asked)
    {
        if (report != "forecast" || column != "count" || row["month"] is not string month) return null;
        var type = call.Session.Catalog.Type("opportunity");
        if (!await call.MayAsync(type, Operations.Read)) return null;
        var first = DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : (DateOnly?)null;
        string?[] parts =
        [
            "stageCategory eq 'open'", first is null ? "expectedCloseOn eq null" : $"expectedCloseOn ge {month}-01 and expectedCloseOn lt {first.Value.AddMonths(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}",
            asked.From is { } from ? $"expectedCloseOn ge {from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}" : null, asked.Until is { } until ? $"expectedCloseOn le {until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}" : null,
            asked.Filter is { } filter ? $"({filter})" : null,
        ];
        return WebLinks.With(call.Links.List(type), ("filter", string.Join(" and ", parts.OfType<string>())));
    }

    // Rows that stand for one record lead to it.
    private async ValueTask<string?> RecordAsync(string column, Dictionary<string, object?> row)
    {
        var (key, id) = column switch
        {
            "account" => ("account", row.GetValueOrDefault("accountId")),
            "target" => ("sales-target", row.GetValueOrDefault("targetId")),
            "deal" => (_pipeline?.RecordType, row.GetValueOrDefault("dealId")),
            "article" => ("knowledge-article", row.GetValueOrDefault("articleId")),
            "order" or "product" => (column, row.GetValueOrDefault(column + "Id")),
            "name" => (row.GetValueOrDefault("type") as string, row.GetValueOrDefault("id")),
            _ => (null, null),
        };
        return key is not null && id is Guid record && call.Session.Catalog.TryType(key, out var type) && await call.MayAsync(type, Operations.Read) ? call.Links.Record(type, record) : null;
    }
}
