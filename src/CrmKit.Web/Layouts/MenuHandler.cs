using CrmKit.AspNetCore;
using CrmKit.Layouts;
using CrmKit.Web.Administration;
using CrmKit.Web.Pages;

namespace CrmKit.Web.Layouts;

/// <summary>The page on which administrators arrange the menu, for everybody or for a role.</summary>
internal static class MenuHandler
{
    public const string Page = "menu";
    private const string Group = "menu";

    public static async Task ShowAsync(WebCall call)
    {
        var (role, stored, all) = await AskedAsync(call);
        await AnswerAsync(call, role, stored, await DraftAsync(call, stored ?? all), [], isChanged: false);
    }

    public static async Task ActAsync(WebCall call)
    {
        var (role, stored, _) = await AskedAsync(call);
        var form = await call.FormAsync();
        var (act, draft) = (form[AdminHandler.Act].ToString(), Arrangement.Read(form));
        try
        {
            switch (act)
            {
                case "save":
                    await call.Session.Administration.SaveMenuAsync(
                        new MenuDefinition { Key = stored?.Key ?? ArrangedPages.KeyOf("menu", role), Role = role, Entries = draft.Of(Group, Arrangement.Chosen), HiddenEntries = draft.Of(Group, Arrangement.Hidden) }, call.Cancelled);
                    call.GoTo(AddressOf(call, role));
                    return;
                case "remove" when stored is not null:
                    await call.Session.Administration.RemoveMenuAsync(stored.Key, call.Cancelled);
                    call.GoTo(call.Links.Administer("layouts"));
                    return;
                case DefinitionVersions.Undo when stored is not null:
                    await ArrangedPages.UndoAsync(call, DefinitionKind.Menu, stored.Key);
                    call.GoTo(AddressOf(call, role));
                    return;
                default:
                    if (!draft.Do(act, form)) throw ApiErrors.Parameter(AdminHandler.Act, "save, remove, undo, up, down or to");
                    break;
            }
            await AnswerAsync(call, role, stored, draft, [], isChanged: true);
        }
        catch (CrmException refused) when (ArrangedPages.IsRefusal(refused))
        {
            await AnswerAsync(call, role, stored, draft, refused.Errors, isChanged: true);
        }
    }

    private static async Task<(string? Role, MenuDefinition? Stored, MenuDefinition? All)> AskedAsync(WebCall call)
    {
        var role = ArrangedPages.RoleOf(call);
        var menus = await call.Session.Administration.MenusAsync(call.Cancelled);
        return (role, menus.FirstOrDefault(m => m.Role == role), menus.FirstOrDefault(m => m.Role is null));
    }

    private static async Task<Arrangement> DraftAsync(WebCall call, MenuDefinition? menu)
    {
        var draft = new Arrangement();
        var entries = (await EntriesAsync(call)).Keys;
        draft.Add(Group, Arrangement.Chosen, menu?.Entries ?? []);
        draft.Add(Group, Arrangement.Rest, entries.Except(menu?.Entries ?? []).Except(menu?.HiddenEntries ?? []));
        draft.Add(Group, Arrangement.Hidden, menu?.HiddenEntries ?? []);
        return draft;
    }

    // What whoever arranges it has in his own menu: administrators have all.
    private static async Task<Dictionary<string, string>> EntriesAsync(WebCall call)
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in await Navigation.AllAsync(call))
            foreach (var link in group.Links)
                if (MenuArrangement.EntryOf(call, link) is { } entry) entries.TryAdd(entry, $"{link.Label} ({group.Label})");
        return entries;
    }

    private static string AddressOf(WebCall call, string? role) => WebLinks.With(call.Links.Administer(Page), ("role", role));

    private static async Task AnswerAsync(WebCall call, string? role, MenuDefinition? stored, Arrangement draft, IReadOnlyList<CrmError> errors, bool isChanged)
    {
        var (texts, entries) = (call.Texts, await EntriesAsync(call));
        var zones = draft.Zones.Where(z => z.Group == Group).Select(z => z.Key switch
        {
            Arrangement.Chosen => ArrangedPages.Shown(call, z, entries.GetValueOrDefault, texts["layout.menu-first"]),
            Arrangement.Hidden => ArrangedPages.Shown(call, z, entries.GetValueOrDefault, texts["layout.hidden"], texts["layout.menu-hidden-help"]),
            _ => ArrangedPages.Shown(call, z, entries.GetValueOrDefault, texts["layout.menu-rest"]),
        });
        await ArrangedPages.AnswerAsync(call, texts.Format("layout.menu-of", ArrangedPages.ForWhom(call, role)), DefinitionKind.Menu, stored?.Key, new ArrangeModel
        {
            Address = AddressOf(call, role), Up = new NavigationLink(texts["admin.layouts"], call.Links.Administer("layouts")), Errors = errors, IsChanged = isChanged,
            Groups = [new(Group, texts["layout.menu"], texts["layout.menu-help"], [.. zones])],
        }, ArrangedPages.StatusOf(errors));
    }
}
