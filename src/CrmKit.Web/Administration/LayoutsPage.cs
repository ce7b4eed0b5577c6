using CrmKit.Access;
using CrmKit.Pages;
using CrmKit.Sessions;
using CrmKit.Web.Layouts;

namespace CrmKit.Web.Administration;

/// <summary>How pages, forms and the menu look: what is arranged for everybody and for roles, with the way to each.</summary>
internal sealed class LayoutsPage() : AdministrationPage("layouts", 460)
{
    public override async ValueTask<bool> IsForAsync(ICrmSession session, CancellationToken cancellationToken) => (await FieldsPage.TypesAsync(session, cancellationToken)).Count > 0;

    public override async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var (session, texts) = (request.Session, TextsOf(request));
        var types = await FieldsPage.TypesAsync(session, cancellationToken);
        var layouts = await session.Administration.LayoutsAsync(null, cancellationToken);
        var type = types.FirstOrDefault(t => t.Key == request["type"]);
        var blocks = new List<PageBlock> { new FormBlock("", texts["admin.show"], [Choice("type", texts["admin.type"], TypeOptions(request, types), type?.Key)]) { IsQuestion = true } };
        string?[] roles = [null, .. session.Catalog.Roles.Select(r => r.Key)];
        string[] columns = [texts["layout.for"], texts["admin.state"]];
        if (type is not null)
        {
            blocks.Add(new TableBlock(columns, [.. roles.Select(r => Row(request, texts, LayoutHandler.Page, r, layouts.Any(l => l.RecordType == type.Key && l.Role == r), ("type", type.Key)))]) { Heading = type.Label.For(request.Culture) });
            return new PageContent(blocks);
        }
        if (layouts.Count > 0)
            blocks.Add(new TableBlock([texts["admin.type"], .. columns], [.. layouts.Select(l => new PageRow([Cell(session.Catalog.Type(l.RecordType).Label.For(request.Culture)), .. Row(request, texts, LayoutHandler.Page, l.Role, true, ("type", l.RecordType)).Cells]))]) { Heading = texts["layout.arranged"] });
        if (await AdministratorRights.IsOneAsync(session, cancellationToken))
        {
            var menus = await session.Administration.MenusAsync(cancellationToken);
            blocks.Add(new TableBlock(columns, [.. roles.Select(r => Row(request, texts, MenuHandler.Page, r, menus.Any(m => m.Role == r)))]) { Heading = texts["layout.menu"] });
        }
        return new PageContent(blocks);
    }

    private static PageRow Row(PageRequest request, WebTexts texts, string page, string? role, bool isArranged, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var label = role is null ? texts["layout.everybody"] : request.Session.Catalog.TryRole(role, out var known) ? known.Label.For(request.Culture) : role;
        var asked = new Dictionary<string, string>(Values(values));
        if (role is not null) asked["role"] = role;
        return new PageRow([Cell(label) with { Link = new PageLink(label) { Page = page, Values = asked } }, Cell(isArranged ? texts["layout.is-arranged"] : "", PageTone.Muted)]);
    }
}
