using CrmKit.Access;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>Pages and acts that words lead to, beside the records that they are in.</summary>
internal static class SearchPlaces
{
    private const int Most = 10;

    /// <summary>Those whose names have all the words, within the rights of who asks; the shortest name first.</summary>
    public static async Task<IReadOnlyList<SearchPlace>> FindAsync(WebCall call, string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var places = new List<SearchPlace> { new(call.Texts["nav.home"], call.Links.Home, call.Texts["palette.page"]) };
        places.AddRange((await Navigation.ForAsync(call)).SelectMany(g => g.Links).Select(l => new SearchPlace(l.Label, l.Address, call.Texts["palette.page"])));
        foreach (var type in call.Session.Catalog.Types)
            if (type.ParentField is null && await call.MayAsync(type, Operations.Create)) places.Add(new(call.Texts.Format("palette.new", type.Label.For(call.Culture)), call.Links.New(type), call.Texts["palette.action"]));
        return [.. places.Where(p => words.All(w => call.Format.CompareInfo.IndexOf(p.Label, w, System.Globalization.CompareOptions.IgnoreCase) >= 0)).DistinctBy(p => p.Address).OrderBy(p => p.Label.Length).Take(Most)];
    }
}
