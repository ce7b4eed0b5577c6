using CrmKit.Access;
using CrmKit.Views;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>The list of a record type: filter, sort, columns, saved views, a page at a time.</summary>
internal static class ListHandler
{
    private const int DefaultColumns = 5;

    public static async Task ShowAsync(WebCall call)
    {
        var (type, links) = (call.Type, call.Links);
        if (!await call.MayAsync(type, Operations.Read)) throw new CrmForbiddenException(new CrmError("access.forbidden", call.Texts.Format("list.forbidden", type.PluralLabel.For(call.Culture))));
        var hidden = await call.HiddenAsync(type);
        var views = await call.Session.Views.ListAsync(type.Key, call.Cancelled);
        var view = call.Query("view") is { } named ? views.FirstOrDefault(v => v.Id.ToString() == named) ?? throw new CrmNotFoundException(new CrmError("view.not-found", call.Texts["list.view-unknown"])) : null;
        var (filter, order) = (call.Query("filter"), call.Query("orderBy"));
        var columns = ColumnsOf(call, type, view, hidden);

        RecordPage? page = null;
        IReadOnlyList<CrmError> errors = [];
        try
        {
            var query = new RecordQuery(type.Key)
            {
                Filter = filter, OrderBy = order, Cursor = call.Query("cursor"), Size = call.Options.PageSize, WithTotal = call.Query("total") == "true",
                Include = [.. columns.Where(c => c.ReferenceType is not null).Select(c => c.Key)],
            };
            page = await call.Session.Records.QueryAsync(view is null ? query : await call.Session.Views.ApplyAsync(view, query, call.Cancelled), call.Cancelled);
        }
        catch (CrmException wrong) when (wrong is CrmValidationException or CrmForbiddenException or CrmRuleException { Error.Code: "view.broken" })
        {
            errors = wrong.Errors; // of what was typed: it stays, to be put right
        }

        var address = new ListAddress(links.List(type), view?.Id.ToString(), filter, order, call.Http.Request.Query["columns"].Count > 0 ? string.Join(',', columns.Select(c => c.Key)) : null);
        await call.PageAsync<ListPage, ListModel>(view?.Name ?? type.PluralLabel.For(call.Culture), new ListModel
        {
            Address = address,
            Errors = errors,
            New = await call.MayAsync(type, Operations.Create) ? links.New(type) : null,
            Boards = [.. call.Session.Catalog.PipelinesOf(type.Key).Select(p => new NavigationLink(p.Label.For(call.Culture), links.Board(p.Key)))],
            Views = [.. views.Where(v => v.Problem is null).Select(v => new NavigationLink(v.Name, WebLinks.With(links.List(type), ("view", v.Id.ToString()))))],
            Columns = [.. columns.Select(c => new ListColumn(c.Key, c.Label.For(call.Culture), c.Kind, Direction(order ?? view?.OrderBy, c.Key)))],
            Choices = [.. Choosable(type, hidden).Select(f => new ColumnChoice(f.Key, f.Label.For(call.Culture), columns.Contains(f)))],
            Rows = page is null ? [] : await RowsAsync(call, page, columns),
            Next = page?.Next,
            Total = page?.Total ?? (page is { Next: null } && call.Query("cursor") is null ? page.Items.Count : null),
            PageSize = call.Options.PageSize,
        }, errors.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static async Task<List<ListRow>> RowsAsync(WebCall call, RecordPage page, List<FieldDefinition> columns)
    {
        var names = new RecordNames(call, page.Included);
        var rows = new List<ListRow>(page.Items.Count);
        foreach (var record in page.Items)
        {
            var cells = new List<FieldShown>(columns.Count);
            foreach (var column in columns) cells.Add(await names.ShowAsync(column, record));
            rows.Add(new ListRow(call.Links.Record(page.Type, record.Id), RecordNames.Of(call, page.Type, record, page.HiddenFields), cells));
        }
        return rows;
    }

    // Those asked for, else the view's, else the first few that say what a record is about.
    private static List<FieldDefinition> ColumnsOf(WebCall call, RecordTypeDefinition type, SavedView? view, IReadOnlySet<string> hidden)
    {
        IEnumerable<string> asked = call.Http.Request.Query["columns"] is { Count: > 0 } given ? given.SelectMany(c => (c ?? "").Split(',')) : view?.Columns ?? [];
        var chosen = asked.Distinct().Select(key => type.TryField(key, out var field) && !hidden.Contains(key) && field.Key != "id" ? field : null).OfType<FieldDefinition>().ToList();
        if (chosen.Count > 0) return chosen;
        string[] state = type.IsRoot ? call.Session.Catalog.PipelinesOf(type.Key).Any() ? ["stage", "ownerId"] : ["ownerId"] : [];
        var first = type.Fields.Where(f => f.Key != type.NameField && f is { Nature: not FieldNature.System and not FieldNature.State, Kind: not FieldKind.LongText } && f.Key != "externalId");
        return [.. type.Fields.Where(f => f.Key == type.NameField).Concat(first).Where(f => !hidden.Contains(f.Key)).Take(DefaultColumns), .. state.Where(k => !hidden.Contains(k)).Select(type.Field)];
    }

    private static IEnumerable<FieldDefinition> Choosable(RecordTypeDefinition type, IReadOnlySet<string> hidden) => type.Fields.Where(f => f.Key != "id" && !hidden.Contains(f.Key));

    private static string? Direction(string? order, string column) => order switch
    {
        not null when order == column => "ascending",
        not null when order == "-" + column => "descending",
        _ => null,
    };
}
