using CrmKit.Search;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>One box over all record types.</summary>
internal static class SearchHandler
{
    private const int Shown = 50;

    public static async Task ShowAsync(WebCall call)
    {
        var text = call.Query("q");
        IReadOnlyList<CrmError> errors = [];
        SearchPage? page = null;
        try
        {
            if (!string.IsNullOrWhiteSpace(text)) page = await FindAsync(call, text);
        }
        catch (CrmValidationException wrong)
        {
            errors = wrong.Errors;
        }
        var catalog = call.Session.Catalog;
        await call.PageAsync<SearchResults, SearchModel>(call.Texts["search.title"], new SearchModel(
            text, errors, page?.Corrections ?? [], text is null ? [] : await SearchPlaces.FindAsync(call, text),
            [.. (page?.Results ?? []).Select(r => (Result: r, Type: catalog.Type(r.Record.Type))).Select(r => new SearchLine(
                r.Type.Label.For(call.Culture), r.Result.Title ?? r.Type.Label.For(call.Culture), call.Links.Record(r.Type, r.Result.Record.Id),
                [.. r.Result.Matches.Select(m => new SearchMatchShown(r.Type.Field(m.Field).Label.For(call.Culture), Cut(m)))]))]),
            errors.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    // Lines of quotes and orders repeat the names of products: they follow what stands for itself.
    private static async Task<SearchPage> FindAsync(WebCall call, string text)
    {
        var parts = call.Session.Catalog.Types.ToLookup(t => t.ParentField is not null, t => t.Key);
        var whole = await call.Session.Search.FindAsync(new SearchRequest(text) { Types = [.. parts[false]], Size = Shown }, call.Cancelled);
        if (whole.Results.Count == Shown) return whole;
        var rest = await call.Session.Search.FindAsync(new SearchRequest(text) { Types = [.. parts[true]], Size = Shown - whole.Results.Count }, call.Cancelled);
        var isGuessed = whole.Corrections.Count > 0 && rest is { Corrections.Count: 0, Results.Count: > 0 };
        if (whole.Results.Count == 0 || isGuessed) return rest;
        return rest.Corrections.SequenceEqual(whole.Corrections) ? whole with { Results = [.. whole.Results, .. rest.Results] } : whole;
    }

    private static List<SearchPart> Cut(SearchMatch match)
    {
        var (parts, at) = (new List<SearchPart>(), 0);
        foreach (var found in match.Parts)
        {
            if (found.Start > at) parts.Add(new SearchPart(match.Text[at..found.Start], false));
            parts.Add(new SearchPart(match.Text.Substring(found.Start, found.Length), true));
            at = found.Start + found.Length;
        }
        if (at < match.Text.Length) parts.Add(new SearchPart(match.Text[at..], false));
        return parts;
    }
}
