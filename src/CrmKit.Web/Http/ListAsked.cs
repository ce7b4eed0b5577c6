using CrmKit.Views;
using Microsoft.Extensions.Primitives;

namespace CrmKit.Web;

/// <summary>Which records of a type somebody asks for, and how they are to be shown: out of the address of a list.</summary>
internal sealed record ListAsked
{
    /// <summary>As <c>view</c>: no view, also where one is chosen to begin with.</summary>
    public const string NoView = "all";

    private const int DefaultColumns = 5;

    public required RecordTypeDefinition Type { get; init; }
    public required SavedView? View { get; init; }

    /// <summary>The views that the person may use.</summary>
    public required IReadOnlyList<SavedView> Views { get; init; }

    /// <summary>What was asked for beside the view; it takes the place of the view's own filter.</summary>
    public required string? Filter { get; init; }

    public required string? OrderBy { get; init; }
    public required IReadOnlyList<FieldDefinition> Columns { get; init; }

    /// <summary>Whether the columns were chosen in the address.</summary>
    public required bool HasColumns { get; init; }

    public string? FilterInForce => Filter ?? View?.Filter;

    public string? OrderInForce => OrderBy ?? View?.OrderBy;

    public static async Task<ListAsked> ReadAsync(WebCall call, IEnumerable<KeyValuePair<string, StringValues>> address)
    {
        var given = address.ToDictionary(StringComparer.Ordinal);
        var (type, hidden) = (call.Type, await call.HiddenAsync(call.Type));
        var views = await call.Session.Views.ListAsync(type.Key, call.Cancelled);
        var named = Text("view") ?? (given.Count == 0 ? ViewDefaults.Of(call.Http.Request, type) : null);
        var view = named is null or NoView ? null : views.FirstOrDefault(v => v.Id.ToString() == named);
        if (view is null && Text("view") is { } asked && asked != NoView) throw new CrmNotFoundException(new CrmError("view.not-found", call.Texts["list.view-unknown"]));
        var columns = given.TryGetValue("columns", out var keys) ? keys.SelectMany(c => (c ?? "").Split(',')) : [];
        return new ListAsked
        {
            Type = type, View = view, Views = views, Filter = Text("filter"), OrderBy = Text("orderBy"), Columns = ColumnsOf(call, type, given.ContainsKey("columns") ? columns : view?.Columns ?? [], hidden), HasColumns = given.ContainsKey("columns"),
        };

        string? Text(string name) => given.TryGetValue(name, out var values) && values is [{ Length: > 0 } text] ? WebCall.Whole(name, text) : null;
    }

    /// <summary>The question, with its size and page as they are given.</summary>
    public async Task<RecordQuery> ApplyAsync(WebCall call, RecordQuery query)
    {
        query = query with { Filter = Filter, OrderBy = OrderBy };
        return View is null ? query : await call.Session.Views.ApplyAsync(Filter is null ? View : View with { Filter = null }, query, call.Cancelled);
    }

    /// <summary>The query of the list's address, to come back to it.</summary>
    public string Query => WebLinks.With("", ("view", View?.Id.ToString()), ("filter", Filter), ("orderBy", OrderBy), ("columns", HasColumns ? string.Join(',', Columns.Select(c => c.Key)) : null));

    // Those asked for, else the usual ones.
    private static List<FieldDefinition> ColumnsOf(WebCall call, RecordTypeDefinition type, IEnumerable<string> asked, IReadOnlySet<string> hidden)
    {
        var chosen = asked.Distinct().Select(key => type.TryField(key, out var field) && !hidden.Contains(key) && field.Key != "id" ? field : null).OfType<FieldDefinition>().ToList();
        return chosen.Count > 0 ? chosen : Usual(call, type, hidden);
    }

    /// <summary>The first few that say what a record is about, and where it stands.</summary>
    public static List<FieldDefinition> Usual(WebCall call, RecordTypeDefinition type, IReadOnlySet<string> hidden)
    {
        string[] state = type.IsRoot ? call.Session.Catalog.PipelinesOf(type.Key).Any() ? ["stage", "ownerId"] : ["ownerId"] : [];
        var first = type.Fields.Where(f => f.Key != type.NameField && f is { Nature: not FieldNature.System and not FieldNature.State, Kind: not FieldKind.LongText } && f.Key is not ("externalId" or "emailBouncedAt"));
        return [.. type.Fields.Where(f => f.Key == type.NameField).Concat(first).Where(f => !hidden.Contains(f.Key)).Take(DefaultColumns), .. state.Where(k => !hidden.Contains(k)).Select(type.Field)];
    }
}
