using CrmKit.Connectors;
using CrmKit.Pages;

namespace CrmKit.Web.Administration;

/// <summary>Connectors with other systems: what came when, how far it is, what failed, and what waits for a decision.</summary>
internal sealed class ConnectorsPage() : AdministrationPage("connectors", 750)
{
    private const int Shown = 100;

    public override async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var (door, texts) = (request.Session.Connectors, TextsOf(request));
        var all = await door.ListAsync(cancellationToken);
        if (all.Count == 0) return new PageContent([new NoteBlock(texts["admin.connectors-none"], PageTone.Muted)]);
        var overview = new TableBlock(
            [texts["admin.name"], texts["admin.state"], texts["admin.last-run"], texts["admin.current-until"], texts["admin.brought"], texts["admin.taken"], texts["admin.waiting"], texts["admin.acts"]],
            [.. all.Select(c => new PageRow(
            [
                Link(c.Connector.Label.For(request.Culture), ("connector", c.Connector.Key)), StateOf(texts, c), Cell(request.Moment(c.LastRunAt)), Cell(request.Moment(c.CursorAt)),
                Cell(texts.Format("admin.brought-count", c.Created, c.Updated, c.Deleted)), Cell(texts.Format("admin.taken-count", c.Pushed, c.UnderWay)),
                Cell(texts.Format("admin.waiting-count", c.Conflicts, c.Refused + c.PushRefused), c.Conflicts + c.Refused + c.PushRefused > 0 ? PageTone.Warning : PageTone.Muted),
                Buttons([Button(texts["admin.connector-test"], "test", isDangerous: false, ("connector", c.Connector.Key)), Button(texts["admin.connector-pull"], "pull", isDangerous: false, ("connector", c.Connector.Key)), .. c.Connector.Types.Any(t => t.Push != ConnectorPush.None) ? [Button(texts["admin.connector-push"], "push", isDangerous: false, ("connector", c.Connector.Key))] : Array.Empty<PageButton>()]),
            ]))]);
        return new PageContent([overview, .. request["connector"] is { } key ? [await LinksAsync(request, texts, key, cancellationToken)] : Array.Empty<PageBlock>()]);
    }

    public override async Task<PageOutcome> ActAsync(PageRequest request, string act, CancellationToken cancellationToken)
    {
        var (door, texts) = (request.Session.Connectors, TextsOf(request));
        switch (act)
        {
            case "test":
                var check = await door.TestAsync(Needed(request, "connector"), cancellationToken);
                return PageOutcome.Show(check.IsWorking ? new NoteBlock(texts["admin.connector-works"], PageTone.Good) : new NoteBlock(check.Reason ?? "", PageTone.Bad));
            case "pull":
                await door.RunAsync(Needed(request, "connector"), cancellationToken);
                return PageOutcome.Show(new NoteBlock(texts["admin.queued"], PageTone.Good));
            case "push":
                return PageOutcome.Show(new NoteBlock(texts.Format("admin.connector-pushed", await door.PushAsync(Needed(request, "connector"), null, cancellationToken)), PageTone.Good));
            case "keep-ours" or "take-theirs":
                await door.ResolveAsync(IdOf(request, "link"), Needed(request, "version"), act == "keep-ours" ? ConflictChoice.KeepOurs : ConflictChoice.TakeTheirs, cancellationToken);
                break;
            case "retry":
                await door.RetryAsync(IdOf(request, "link"), cancellationToken);
                break;
            default:
                throw Unknown(act);
        }
        return PageOutcome.GoTo(("connector", Needed(request, "connector")));
    }

    // What waits for somebody stands before what is in order.
    private static async Task<PageBlock> LinksAsync(PageRequest request, WebTexts texts, string connector, CancellationToken cancellationToken)
    {
        var links = new List<ConnectorLink>();
        foreach (var status in new[] { ConnectorLinkStatus.Conflict, ConnectorLinkStatus.Refused, ConnectorLinkStatus.PushRefused, ConnectorLinkStatus.Synced })
            if (links.Count < Shown) links.AddRange(await request.Session.Connectors.LinksAsync(new ConnectorLinkQuery { Connector = connector, Status = status, Limit = Shown - links.Count }, cancellationToken));
        return new TableBlock([texts["admin.record"], texts["admin.key-there"], texts["admin.state"], texts["admin.same-since"], texts["admin.why"], ""], [.. links.Select(l => new PageRow(
        [
            l.RecordId is { } id ? Record(LabelOf(request, l.RecordType), l.RecordType, id) : Cell(LabelOf(request, l.RecordType)), Cell(l.ExternalId, PageTone.Muted), Cell(Word(texts, "connector-link", l.Status), ToneOf(l.Status)),
            Cell(request.Moment(l.SyncedAt)), Cell(l.Error), Buttons(Acts(texts, connector, l)),
        ]))]) { Heading = texts["admin.connector-links"] };
    }

    private static PageButton[] Acts(WebTexts texts, string connector, ConnectorLink link)
    {
        (string, string)[] values = [("connector", connector), ("link", link.Id.ToString()), ("version", link.TheirVersion ?? "")];
        return link.Status switch
        {
            ConnectorLinkStatus.Conflict => [Button(texts["admin.keep-ours"], "keep-ours", isDangerous: false, values), Button(texts["admin.take-theirs"], "take-theirs", isDangerous: true, values)],
            ConnectorLinkStatus.Refused or ConnectorLinkStatus.PushRefused => [Button(texts["admin.try-again"], "retry", isDangerous: false, values)],
            _ => [],
        };
    }

    private static string LabelOf(PageRequest request, string type) => request.Session.Catalog.TryType(type, out var known) ? known.Label.For(request.Culture) : type;

    private static PageCell StateOf(WebTexts texts, ConnectorStatus status) => (status.Error ?? status.PushError) is { } error ? Cell(error, PageTone.Bad) : status.LastRunAt is null ? Cell(texts["admin.never-run"], PageTone.Muted) : Cell(texts["admin.in-order"], PageTone.Good);

    private static PageTone ToneOf(ConnectorLinkStatus status) => status switch
    {
        ConnectorLinkStatus.Synced => PageTone.Good,
        ConnectorLinkStatus.Conflict or ConnectorLinkStatus.PushRefused => PageTone.Warning,
        ConnectorLinkStatus.Refused => PageTone.Bad,
        _ => PageTone.Muted,
    };
}
