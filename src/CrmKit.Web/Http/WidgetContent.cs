using System.Globalization;
using CrmKit.Pages;
using CrmKit.Reports;

namespace CrmKit.Web;

/// <summary>What a widget shows: records and figures, through the doors and with the rights of who looks.</summary>
internal sealed class WidgetContent(WebCall call, WidgetDefinition widget, CancellationToken cancelled)
{
    private const int Shown = 10;

    public async Task<IReadOnlyList<PageBlock>> ShowAsync() => widget.Kind switch
    {
        WidgetKind.List => [await ListAsync()],
        WidgetKind.Count => [new FactsBlock([new PageFact(widget.Label.For(call.Culture), new PageCell((await CountAsync(Filter)).ToString("N0", call.Format)) { Link = new PageLink("") { Page = ListAddress(Filter) } })])],
        WidgetKind.Board => [await BoardAsync()],
        WidgetKind.Code => (await call.Session.Widgets.ShowAsync(widget.Key, new WidgetRequest(call.Culture, Record) { Values = Values, Addresses = new PageAddresses(call, widget.Source) }, cancelled)).Blocks,
        _ => [await ReportAsync()],
    };

    private RecordRef? Record => widget.RecordType is { } type && Guid.TryParseExact(call.Query(WidgetHandler.RecordParameter), "D", out var id) ? new RecordRef(type, id) : null;

    private Dictionary<string, string> Values => call.Http.Request.Query.Where(q => q.Key != WidgetHandler.RecordParameter).ToDictionary(q => q.Key, q => WebCall.Whole(q.Key, q.Value.ToString()), StringComparer.Ordinal);

    private RecordTypeDefinition Type => call.Session.Catalog.Type(widget.RecordType!);

    // Only ids get into the filter's text.
    private string? Filter => widget.Filter?.Replace("{id}", Guid.TryParseExact(call.Query(WidgetHandler.RecordParameter), "D", out var id) ? id.ToString() : Guid.Empty.ToString(), StringComparison.Ordinal);

    private async Task<TableBlock> ListAsync()
    {
        var hidden = await call.HiddenAsync(Type);
        var fields = widget.Fields.Where(f => !hidden.Contains(f) && f != Type.NameField).Select(Type.Field).ToList();
        var page = await call.Session.Records.QueryAsync(new RecordQuery(Type.Key) { Filter = Filter, OrderBy = widget.OrderBy, Size = Shown, Include = [.. fields.Where(f => f.ReferenceType is not null).Select(f => f.Key)] }, cancelled);
        var names = new RecordNames(call, page.Included);
        var rows = new List<PageRow>();
        foreach (var record in page.Items)
        {
            var cells = new List<PageCell> { new(RecordNames.Of(call, Type, record, hidden)) { Link = new PageLink("") { Record = Type.Ref(record.Id) } } };
            foreach (var field in fields) cells.Add(new PageCell((await names.ShowAsync(field, record)).Text));
            rows.Add(new PageRow(cells));
        }
        return new TableBlock([Type.Label.For(call.Culture), .. fields.Select(f => f.Label.For(call.Culture))], rows) { Next = page.Next is null ? null : new PageLink(call.Texts["record.all"]) { Page = ListAddress(Filter) } };
    }

    private async Task<TableBlock> BoardAsync()
    {
        var rows = new List<PageRow>();
        foreach (var stage in call.Session.Catalog.Pipeline(widget.Pipeline!).Stages)
        {
            var filter = $"pipeline eq '{widget.Pipeline}' and stage eq '{stage.Key}'" + (Filter is { } more ? $" and ({more})" : "");
            var count = await CountAsync(filter);
            rows.Add(new PageRow([new PageCell(stage.Label.For(call.Culture)) { Link = new PageLink("") { Page = ListAddress(filter) } }, new PageCell(count.ToString("N0", call.Format))]));
        }
        return new TableBlock([call.Texts["admin.stage"], call.Texts["admin.records"]], rows) { Next = new PageLink(call.Session.Catalog.Pipeline(widget.Pipeline!).Label.For(call.Culture)) { Page = call.Links.Board(widget.Pipeline!) } };
    }

    private async Task<TableBlock> ReportAsync()
    {
        var table = await call.Session.Reports.RunAsync(widget.Report!, new ReportParameters { By = widget.ReportBy }, cancelled);
        return new TableBlock([.. table.Columns.Select(c => c.Label.For(call.Culture))], [.. table.Rows.Select(r => new PageRow([.. r.Select(v => new PageCell(v switch
        {
            null => "",
            long number => number.ToString("N0", call.Format),
            decimal number => number.ToString("#,##0.##", call.Format),
            DateOnly day => day.ToString("d", call.Format),
            _ => Convert.ToString(v, CultureInfo.InvariantCulture) ?? "",
        }))]))]);
    }

    private async Task<long> CountAsync(string? filter) => (await call.Session.Records.QueryAsync(new RecordQuery(Type.Key) { Filter = filter, Size = 1, WithTotal = true }, cancelled)).Total ?? 0;

    private string ListAddress(string? filter) => WebLinks.With(call.Links.List(Type), ("filter", filter));
}
