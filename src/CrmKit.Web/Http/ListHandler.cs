using CrmKit.Access;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>The list of a record type: filter, sort, columns, saved views, a page at a time.</summary>
internal static class ListHandler
{
    // As far as every list is counted by itself; the rest by a click.
    private const int Counted = 1000;

    public static async Task ShowAsync(WebCall call)
    {
        var (type, links) = (call.Type, call.Links);
        await call.DemandListAsync(call.Type);
        var asked = await ListAsked.ReadAsync(call, call.Http.Request.Query);
        var built = await FilterForm.ReadAsync(call, type);
        if (built is { IsFinished: true })
        {
            call.GoTo(links.List(type) + (asked with { Filter = built.Filter, View = built.Filter is null ? null : asked.View }).Query);
            return;
        }
        if (built is not null) asked = asked with { Filter = built.Filter };

        RecordPage? page = null;
        IReadOnlyList<CrmError> errors = built?.Errors ?? [];
        try
        {
            page = await call.Session.Records.QueryAsync(await asked.ApplyAsync(call, new RecordQuery(type.Key)
            {
                Cursor = call.Query("cursor"), Size = call.Options.PageSize, WithTotal = true, TotalLimit = IsCountedWhole(call) ? null : Counted + 1, Include = [.. asked.Columns.Where(c => c.ReferenceType is not null).Select(c => c.Key)],
            }), call.Cancelled);
        }
        catch (CrmException wrong) when (wrong is CrmValidationException or CrmForbiddenException or CrmRuleException { Error.Code: "view.broken" })
        {
            errors = [.. errors, .. wrong.Errors]; // of what was typed: it stays, to be put right
        }
        await call.PageAsync<ListPage, ListModel>(asked.View?.Name ?? type.PluralLabel.For(call.Culture), await ModelAsync(call, asked, built, page, errors),
            errors.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static async Task<ListModel> ModelAsync(WebCall call, ListAsked asked, FilterBuilt? built, RecordPage? page, IReadOnlyList<CrmError> errors)
    {
        var (type, links) = (asked.Type, call.Links);
        var hidden = await call.HiddenAsync(type);
        var writable = await FormFields.WritableAsync(call, type);
        return new ListModel
        {
            Address = new ListAddress(links.List(type), asked),
            Errors = errors,
            Filter = await FilterForm.ModelAsync(call, type, links.List(type), $"{links.List(type)}?view={ListAsked.NoView}", built?.Rows ?? FilterWriter.Read(type, asked.FilterInForce), asked.FilterInForce,
                [("view", asked.View?.Id.ToString()), ("orderBy", asked.OrderBy), ("columns", asked.HasColumns ? string.Join(',', asked.Columns.Select(c => c.Key)) : null)]),
            New = await call.MayAsync(type, Operations.Create) ? links.New(type) : null,
            Boards =
            [
                .. call.Session.Catalog.PipelinesOf(type.Key).Select(p => new NavigationLink(p.Label.For(call.Culture), links.Board(p.Key))),
                .. await ReportHandler.IsPlacedAsync(call, type) ? [new NavigationLink(call.Texts["list.by-region"], WebLinks.With(links.Report("regions"), ("type", type.Key), ("filter", asked.FilterInForce)))] : Array.Empty<NavigationLink>(),
            ],
            Views = [.. asked.Views.Where(v => v.Problem is null).Select(v => new ViewLink(v.Name, WebLinks.With(links.List(type), ("view", v.Id.ToString())), v.Id == asked.View?.Id))],
            KeepView = links.List(type) + "/_view" + asked.Query,
            KeepSegment = type is { ParentField: null, IsAppendOnly: false } && asked.FilterInForce is { } kept ? WebLinks.With(links.NewSegment, ("type", type.Key), ("text", kept)) : null,
            Exports = await ExportHandler.LinksAsync(call, asked),
            Live = call.Watch(type),
            Columns = [.. asked.Columns.Select(c => new ListColumn(c.Key, c.Label.For(call.Culture), c.Kind, Direction(asked.OrderInForce, c.Key), writable.Contains(c)))],
            Choices = [.. type.Fields.Where(f => f.Key != "id" && !hidden.Contains(f.Key)).Select(f => new ColumnChoice(f.Key, f.Label.For(call.Culture), asked.Columns.Contains(f)))],
            Rows = page is null ? [] : await RowsAsync(call, page, asked.Columns),
            Bulk = await BulkActs.OfferedAsync(call, type),
            Next = page?.Next,
            Total = page?.Total is not { } total ? null : IsCapped(call, total) ? call.Texts.Format("list.total-over", Counted.ToString("N0", call.Format)) : call.Texts.Format("list.total", total.ToString("N0", call.Format)),
            Sums = page is { Items.Count: > 0 } ? await SumsHandler.AddressAsync(call, asked) : null,
            IsCapped = page?.Total is { } counted && IsCapped(call, counted),
        };
    }

    private static async Task<List<ListRow>> RowsAsync(WebCall call, RecordPage page, IReadOnlyList<FieldDefinition> columns)
    {
        var names = new RecordNames(call, page.Included);
        var rows = new List<ListRow>(page.Items.Count);
        var mayEdit = page.Type.IsAppendOnly || page.Items.Count == 0 ? [] : await call.Session.Access.MayAsync(page.Type, Operations.Update, page.Items, call.Cancelled);
        var hasCurrency = columns.Any(c => c.Key == "currency");
        for (var i = 0; i < page.Items.Count; i++)
        {
            var record = page.Items[i];
            var cells = new List<FieldShown>(columns.Count);
            foreach (var column in columns) cells.Add(hasCurrency ? await names.ShowAsync(column, record) : RecordNames.WithCurrency(page.Type, record, await names.ShowAsync(column, record), page.HiddenFields));
            rows.Add(new ListRow(record.Id, record.Version, call.Links.Record(page.Type, record.Id), RecordNames.Of(call, page.Type, record, page.HiddenFields), cells)
            {
                Edit = mayEdit.Count > 0 && mayEdit[i] ? call.Links.Edit(page.Type, record.Id) : null,
            });
        }
        return rows;
    }

    private static bool IsCountedWhole(WebCall call) => call.Query("total") == "true";

    private static bool IsCapped(WebCall call, long total) => total > Counted && !IsCountedWhole(call);

    private static string? Direction(string? order, string column) => order switch
    {
        not null when order == column => "ascending",
        not null when order == "-" + column => "descending",
        _ => null,
    };
}
