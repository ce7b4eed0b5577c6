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
            if (!string.IsNullOrWhiteSpace(text)) page = await call.Session.Search.FindAsync(new SearchRequest(text) { Size = Shown }, call.Cancelled);
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
