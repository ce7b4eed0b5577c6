using CrmKit.Layouts;
using CrmKit.Web.Pages;

namespace CrmKit.Web.Layouts;

/// <summary>The menu as administrators arranged it: what they chose stands first, what they hid is left out, all else stands in its group.</summary>
internal static class MenuArrangement
{
    private const string Chosen = "chosen";

    public static async ValueTask<IReadOnlyList<NavigationGroup>> ApplyAsync(WebCall call, IReadOnlyList<NavigationGroup> groups)
    {
        if (await call.Session.Layouts.FindMenuAsync(call.Cancelled) is not { } menu) return groups;
        var links = groups.SelectMany(g => g.Links).Where(l => EntryOf(call, l) is not null).ToLookup(l => EntryOf(call, l)!, StringComparer.Ordinal);
        var named = menu.Entries.Concat(menu.HiddenEntries).ToHashSet(StringComparer.Ordinal);
        var first = menu.Entries.SelectMany(e => links[e]).ToList();
        return
        [
            .. first.Count > 0 ? [new NavigationGroup(Chosen, call.Texts["nav.chosen"], first)] : Array.Empty<NavigationGroup>(),
            .. groups.Select(g => g with { Links = [.. g.Links.Where(l => EntryOf(call, l) is not { } entry || !named.Contains(entry))] }).Where(g => g.Links.Count > 0),
        ];
    }

    /// <summary>What menus name a link by; <see langword="null"/> for what always stands where it stands.</summary>
    public static string? EntryOf(WebCall call, NavigationLink link)
    {
        var path = link.Address[(call.Links.Root.Length + 1)..];
        var after = (string folder) => path.StartsWith(folder, StringComparison.Ordinal) ? Uri.UnescapeDataString(path[folder.Length..]) : null;
        if (after("_boards/") is { } pipeline) return MenuEntries.Board + pipeline;
        if (after("_pages/") is { } page) return page;
        if (after("_") is { } word) return MenuEntries.All.Contains(word) ? word : null;
        return call.Session.Catalog.TryType(path, out var type) ? type.Key : null;
    }
}
