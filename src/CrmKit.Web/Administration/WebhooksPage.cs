using System.Globalization;
using CrmKit.AspNetCore;
using CrmKit.Pages;
using CrmKit.Webhooks;

namespace CrmKit.Web.Administration;

/// <summary>Webhooks: addresses that are told of events, what was sent to them, and sending it once more.</summary>
internal sealed class WebhooksPage() : AdministrationPage("webhooks", 700)
{
    private const int Shown = 50;

    public override async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var (door, texts) = (request.Session.Webhooks, TextsOf(request));
        if (request["webhook"] is not null) return await OneAsync(request, texts, await door.GetAsync(IdOf(request, "webhook"), cancellationToken), cancellationToken);
        var all = await door.ListAsync(cancellationToken);
        return new PageContent(
        [
            new TableBlock([texts["admin.name"], texts["admin.address"], texts["admin.events"], texts["admin.state"]], [.. all.Select(w => new PageRow(
                [Link(w.Name, ("webhook", w.Id.ToString())), Cell(w.Url, PageTone.Muted), Cell(string.Join(", ", w.Events)), StateOf(request, texts, w)]))]),
            FormOf(texts, null),
        ]);
    }

    public override async Task<PageOutcome> ActAsync(PageRequest request, string act, CancellationToken cancellationToken)
    {
        var (door, texts) = (request.Session.Webhooks, TextsOf(request));
        switch (act)
        {
            case "save" when request["webhook"] is null:
                var made = await door.CreateAsync(DraftOf(request), cancellationToken);
                return PageOutcome.Show(new NoteBlock(texts["admin.secret-once"], PageTone.Good) { Code = made.Secret });
            case "save":
                await door.ChangeAsync(IdOf(request, "webhook"), DraftOf(request), cancellationToken);
                break;
            case "rotate":
                return PageOutcome.Show(new NoteBlock(texts["admin.secret-once"], PageTone.Good) { Code = (await door.RotateSecretAsync(IdOf(request, "webhook"), cancellationToken)).Secret });
            case "test":
                await door.TestAsync(IdOf(request, "webhook"), cancellationToken);
                break;
            case "replay":
                await door.ReplayAsync(IdOf(request, "webhook"), [IdOf(request, "delivery")], cancellationToken);
                break;
            case "replay-failed":
                var count = await door.ReplayFailedAsync(IdOf(request, "webhook"), request.Session.Now.AddDays(-Math.Clamp(WholeNumber(request, "days") ?? 1, 1, 30)), cancellationToken);
                return PageOutcome.Show(new NoteBlock(texts.Format("admin.replayed", count), PageTone.Good));
            case "remove":
                await door.RemoveAsync(IdOf(request, "webhook"), cancellationToken);
                return PageOutcome.GoTo();
            default:
                throw Unknown(act);
        }
        return PageOutcome.GoTo(("webhook", Needed(request, "webhook")));
    }

    private static async Task<PageContent> OneAsync(PageRequest request, WebTexts texts, Webhook webhook, CancellationToken cancellationToken)
    {
        var status = Enum.GetValues<WebhookDeliveryStatus>().Cast<WebhookDeliveryStatus?>().FirstOrDefault(s => EnumCode.Of(s!) == request["status"]);
        var deliveries = await request.Session.Webhooks.DeliveriesAsync(new WebhookDeliveryQuery { Webhook = webhook.Id, Status = status, Before = request["before"] is null ? null : IdOf(request, "before"), Limit = Shown }, cancellationToken);
        var names = await ActorNames.LoadAsync(request.Session, [webhook.OwnerId], cancellationToken);
        return new PageContent(
        [
            new FactsBlock(
            [
                new PageFact(texts["admin.address"], Cell(webhook.Url)), new PageFact(texts["admin.state"], StateOf(request, texts, webhook)), new PageFact(texts["admin.owner"], Cell(names.Of(webhook.OwnerId))),
                new PageFact(texts["admin.secret-at"], Cell(request.Moment(webhook.SecretAt))), new PageFact(texts["admin.failing-since"], Cell(request.Moment(webhook.FailingSince))),
                new PageFact(texts["admin.acts"], Buttons(Button(texts["admin.test"], "test"), Button(texts["admin.rotate"], "rotate", isDangerous: true), Button(texts["admin.remove"], "remove", isDangerous: true))),
            ]) { Heading = webhook.Name },
            new FormBlock("", texts["list.apply"], [Choice("status", texts["admin.state"], Words<WebhookDeliveryStatus>(texts, "delivery"), request["status"])]) { IsQuestion = true, Values = Values(("webhook", webhook.Id.ToString())) },
            new TableBlock([texts["admin.at"], texts["admin.event"], texts["admin.records"], texts["admin.state"], texts["admin.tries"], texts["admin.next-try"], ""], [.. deliveries.Select(d => new PageRow(
            [
                Cell(request.Moment(d.At)), Cell(d.Event), Cell(d.Records), Cell(Word(texts, "delivery", d.Status), ToneOf(d.Status)), Cell(TriesOf(request, d)), Cell(request.Moment(d.NextAt)),
                Buttons(d.Status == WebhookDeliveryStatus.Pending ? [] : [Button(texts["admin.replay"], "replay", isDangerous: false, ("delivery", d.Id.ToString()))]),
            ]))])
            {
                Heading = texts["admin.deliveries"],
                Next = deliveries.Count == Shown ? new PageLink(texts["list.next"]) { Values = new Dictionary<string, string>(request.Values) { ["before"] = deliveries[^1].Id.ToString() } } : null,
            },
            new FormBlock("replay-failed", texts["admin.replay-failed"], [Text("days", texts["admin.days"], "1", kind: FieldKind.Integer)]),
            FormOf(texts, webhook),
        ]);
    }

    private static FormBlock FormOf(WebTexts texts, Webhook? webhook) => new("save", texts["form.save"],
    [
        Text("name", texts["admin.name"], webhook?.Name, isRequired: true), Text("url", texts["admin.address"], isRequired: webhook is null, help: webhook is null ? null : texts["admin.url-stays"], kind: FieldKind.Url),
        Text("events", texts["admin.events"], webhook is null ? "" : string.Join(", ", webhook.Events), isRequired: true, help: texts["admin.events-help"]), Text("filter", texts["list.filter"], webhook?.Filter),
        Choice("content", texts["admin.content"], Words<WebhookContent>(texts, "content"), EnumCode.Of(webhook?.Content ?? WebhookContent.Thin)), Flag("isActive", texts["admin.active"], webhook?.IsActive ?? true),
    ]) { Heading = webhook is null ? texts["admin.webhook-new"] : texts["admin.change"] };

    private static WebhookDraft DraftOf(PageRequest request) => new()
    {
        Name = request["name"] ?? "", Url = request["url"], Filter = request["filter"], IsActive = IsOn(request, "isActive"),
        Events = (request["events"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        Content = request["content"] == EnumCode.Of(WebhookContent.Full) ? WebhookContent.Full : WebhookContent.Thin,
    };

    private static PageCell StateOf(PageRequest request, WebTexts texts, Webhook webhook) => webhook switch
    {
        { StoppedBecause: { } why } => Cell(Word(texts, "stop", why), PageTone.Bad),
        { IsActive: false } => Cell(texts["admin.inactive"], PageTone.Muted),
        { FailingSince: { } since } => Cell(texts.Format("admin.failing", request.Moment(since)), PageTone.Warning),
        _ => Cell(texts["admin.active"], PageTone.Good),
    };

    private static string TriesOf(PageRequest request, WebhookDelivery delivery) => string.Join("; ", delivery.Tries.TakeLast(3).Select(t =>
        $"{request.Moment(t.At)} {t.Outcome}{(t.Status is { } status ? " " + status.ToString(CultureInfo.InvariantCulture) : "")}{(t.Milliseconds is { } time ? $" {time} ms" : "")}"));

    private static PageTone ToneOf(WebhookDeliveryStatus status) => status switch
    {
        WebhookDeliveryStatus.Delivered => PageTone.Good,
        WebhookDeliveryStatus.Failed => PageTone.Bad,
        WebhookDeliveryStatus.Withheld => PageTone.Warning,
        _ => PageTone.Muted,
    };
}
