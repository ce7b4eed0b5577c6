using CrmKit.AspNetCore;
using CrmKit.Layouts;
using CrmKit.Web.Administration;
using CrmKit.Web.Pages;

namespace CrmKit.Web.Layouts;

/// <summary>The page on which administrators arrange the page and the form of a record type, for everybody or for a role.</summary>
internal static class LayoutHandler
{
    public const string Page = "layout";

    public static async Task ShowAsync(WebCall call)
    {
        var (type, role, stored) = await AskedAsync(call);
        await AnswerAsync(call, type, role, stored, LayoutDraft.Of(call.Session.Catalog, type, stored ?? await ForAllAsync(call, type)), [], isChanged: false);
    }

    public static async Task ActAsync(WebCall call)
    {
        var (type, role, stored) = await AskedAsync(call);
        var form = await call.FormAsync();
        var (act, draft) = (form[AdminHandler.Act].ToString(), LayoutDraft.Read(form));
        try
        {
            switch (act)
            {
                case "save":
                    await call.Session.Administration.SaveLayoutAsync(draft.Finish(stored?.Key ?? ArrangedPages.KeyOf(type.Key, role), type.Key, role), call.Cancelled);
                    call.GoTo(AddressOf(call, type, role));
                    return;
                case "remove" when stored is not null:
                    await call.Session.Administration.RemoveLayoutAsync(stored.Key, call.Cancelled);
                    call.GoTo(ListOf(call, type).Address);
                    return;
                case DefinitionVersions.Undo when stored is not null:
                    await ArrangedPages.UndoAsync(call, DefinitionKind.Layout, stored.Key);
                    call.GoTo(AddressOf(call, type, role));
                    return;
                case "add-section":
                    draft.AddSection(form);
                    break;
                default:
                    if (!draft.Arranged.Do(act, form)) throw ApiErrors.Parameter(AdminHandler.Act, "save, remove, undo, add-section, up, down, to, up-zone, down-zone or drop-zone");
                    break;
            }
            await AnswerAsync(call, type, role, stored, draft, [], isChanged: true);
        }
        catch (CrmException refused) when (ArrangedPages.IsRefusal(refused))
        {
            await AnswerAsync(call, type, role, stored, draft, refused.Errors, isChanged: true);
        }
    }

    private static async Task<(RecordTypeDefinition Type, string? Role, LayoutDefinition? Stored)> AskedAsync(WebCall call)
    {
        var type = call.Session.Catalog.Type(call.Query("type") ?? throw ApiErrors.Parameter("type", "a record type"));
        var role = ArrangedPages.RoleOf(call);
        return (type, role, (await call.Session.Administration.LayoutsAsync(type.Key, call.Cancelled)).FirstOrDefault(l => l.Role == role));
    }

    // A role without a layout begins with what everybody has.
    private static async Task<LayoutDefinition?> ForAllAsync(WebCall call, RecordTypeDefinition type) => (await call.Session.Administration.LayoutsAsync(type.Key, call.Cancelled)).FirstOrDefault(l => l.Role is null);

    private static string AddressOf(WebCall call, RecordTypeDefinition type, string? role) => WebLinks.With(call.Links.Administer(Page), ("type", type.Key), ("role", role));

    private static NavigationLink ListOf(WebCall call, RecordTypeDefinition type) => new(call.Texts["admin.layouts"], WebLinks.With(call.Links.Administer("layouts"), ("type", type.Key)));

    private static async Task AnswerAsync(WebCall call, RecordTypeDefinition type, string? role, LayoutDefinition? stored, LayoutDraft draft, IReadOnlyList<CrmError> errors, bool isChanged)
    {
        var texts = call.Texts;
        var field = (string key) => type.TryField(key, out var known) ? known.Label.For(call.Culture) : null;
        var part = (string key) => LayoutDraft.LabelOf(call, type, key);
        var zones = draft.Arranged.Zones;
        var title = texts.Format("layout.of", type.Label.For(call.Culture), ArrangedPages.ForWhom(call, role));
        await ArrangedPages.AnswerAsync(call, title, DefinitionKind.Layout, stored?.Key, new ArrangeModel
        {
            Address = AddressOf(call, type, role), Up = ListOf(call, type), Errors = errors, IsChanged = isChanged, Buttons = draft.Buttons, MoreButtons = LayoutDraft.MoreButtons, HasSections = true, HasButtons = true,
            Groups =
            [
                new(LayoutDraft.Heads, texts["layout.heads"], texts["layout.heads-help"], [.. zones.Where(z => z.Group == LayoutDraft.Heads).Select(z => ArrangedPages.Shown(call, z, field, texts[z.Key == Arrangement.Chosen ? "layout.chosen" : "layout.not-chosen"]))]),
                new(LayoutDraft.Fields, texts["layout.fields"], texts["layout.fields-help"],
                    [.. zones.Where(z => z.Group == LayoutDraft.Fields).Select(z => draft.Sections.TryGetValue(z.Key, out var section) ? ArrangedPages.Shown(call, z, field, section.Label.For(call.Culture)) with { Section = section }
                        : ArrangedPages.Shown(call, z, field, texts[z.Key == Arrangement.Hidden ? "layout.hidden" : "layout.rest"], texts[z.Key == Arrangement.Hidden ? "layout.hidden-help" : "layout.rest-help"]))]),
                new(LayoutDraft.Parts, texts["layout.parts"], texts["layout.parts-help"], [.. zones.Where(z => z.Group == LayoutDraft.Parts).Select(z => ArrangedPages.Shown(call, z, part, z.Key switch
                {
                    LayoutDraft.Main => texts["layout.main"],
                    LayoutDraft.Side => texts["layout.side"],
                    Arrangement.Hidden => texts["layout.hidden"],
                    _ => texts["layout.rest"],
                }))]),
            ],
        }, ArrangedPages.StatusOf(errors));
    }
}
