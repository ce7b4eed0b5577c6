using CrmKit.Accounts;
using CrmKit.AspNetCore;
using CrmKit.Behaviour;
using CrmKit.Connectors;
using CrmKit.Lifecycles;
using CrmKit.Pages;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>What is known of somebody as a customer: each figure with why it is so, the classes he was in, how he is reached best, and what he did where we see it.</summary>
internal static class CustomerHandler
{
    private const int Pages = 20;

    /// <summary>Whether there is anything to know: customers are accounts and contacts.</summary>
    public static bool Knows(RecordTypeDefinition type) => type.ClrType == typeof(Account) || type.ClrType == typeof(Contact);

    public static async Task ShowAsync(WebCall call)
    {
        var (type, wanted, texts) = (call.Type, call.Ref, call.Texts);
        if (!Knows(type)) throw ApiErrors.RouteUnknown();
        var figures = await call.Session.Lifecycle.OfAsync(type.Key, [wanted.Id], call.Cancelled) is [var found] ? found : throw new CrmNotFoundException(ApiErrors.NotFound(type, wanted.Id.ToString()));
        var name = await RecordNames.OfAsync(call, await call.Session.Records.GetAsync(wanted, call.Cancelled));
        var place = DescribedPlace.Of(call, call.Links.Act(type, wanted.Id, "customer"));
        await call.PageAsync<DescribedPage, DescribedModel>(texts.Format("customer.title", name), new DescribedModel(place, new NavigationLink(name, call.Links.Record(type, wanted.Id)), [],
        [
            Figures(call, figures),
            new TableBlock([texts["customer.channel"], texts["customer.outgoing"], texts["customer.incoming"], texts["customer.answered"], texts["customer.answer-hours"]],
                [.. figures.Channels.Select(c => new PageRow([new PageCell(texts["customer.channel." + c.Channel]), Number(c.Outgoing), Number(c.Incoming), Number(c.Answered), new PageCell(call.Text.Of(FieldKind.Number, c.AnswerHours))]))]) { Heading = texts["customer.channels"] },
            new TableBlock([texts["customer.class"], texts["customer.from"], texts["customer.until"], texts["customer.purchase"]],
                [.. (await call.Session.Lifecycle.HistoryAsync(wanted, call.Cancelled)).Select(p => new PageRow(
                [
                    new PageCell(Class(texts, p.Class)), Day(call, p.From), Day(call, p.Until), p.Purchase is { } purchase ? new PageCell(texts["customer.open"]) { Link = new PageLink("") { Record = purchase } } : new PageCell(""),
                ]))]) { Heading = texts["customer.history"] },
            .. Origins(call, await call.Session.Connectors.OriginsAsync(wanted, call.Cancelled)),
            .. Behaviour(call, await call.Session.Behaviour.SummaryAsync(wanted, null, call.Cancelled)),
        ]));

        PageCell Number(int number) => new(number.ToString("N0", call.Format));
    }

    // What comes from elsewhere is as old as the last time that the other system could be asked.
    private static IEnumerable<PageBlock> Origins(WebCall call, IReadOnlyList<RecordOrigin> origins)
    {
        var texts = call.Texts;
        if (origins.Count == 0) return [];
        return
        [
            new TableBlock([texts["customer.origin"], texts["customer.key-there"], texts["customer.origin-state"], texts["customer.same-since"], texts["customer.current-until"]], [.. origins.Select(o => new PageRow(
            [
                new PageCell(o.Label.For(call.Culture)), new PageCell(o.ExternalId ?? "") { Tone = PageTone.Muted },
                new PageCell(o.IsFailing ? texts["customer.origin-failing"] : texts["connector-link." + EnumCode.Of(o.Status)]) { Tone = o.IsFailing || o.Status != ConnectorLinkStatus.Synced ? PageTone.Warning : PageTone.Good }, Moment(call, o.SyncedAt), Moment(call, o.CurrentAt),
            ]))]) { Heading = texts["customer.origins"] },
        ];
    }

    private static TableBlock Figures(WebCall call, CustomerFigures figures)
    {
        var texts = call.Texts;
        return new TableBlock([texts["customer.figure"], texts["customer.value"], texts["customer.why"], texts["customer.newest"]], [.. figures.Reasons.Select(r => new PageRow(
        [
            new PageCell(texts["customer." + r.Figure]), new PageCell(ValueOf(call, figures, r.Figure)), new PageCell(r.Text.For(call.Culture)) { Tone = PageTone.Muted },
            r.Records is [var newest, ..] ? new PageCell(texts["customer.open"]) { Link = new PageLink("") { Record = newest } } : new PageCell(""),
        ]))]);
    }

    private static string ValueOf(WebCall call, CustomerFigures figures, string figure)
    {
        var texts = call.Texts;
        return figure switch
        {
            "class" => Class(texts, figures.Class) + (figures.ClassChangesOn is { } on ? $" ({texts.Format("customer.changes-on", Text(on))})" : ""),
            "repurchase" => Days(figures.RepurchaseDays) + (figures.NextPurchaseOn is { } next ? $" ({texts.Format("customer.next", Text(next))})" : ""),
            "lastContact" => figures.LastContactAt is { } at ? $"{call.Text.Moment(at)} {figures.LastContactReason}" : "",
            "preferredChannel" => figures.PreferredChannel is { } channel ? texts["customer.channel." + channel] : "",
            "bestHour" => figures.BestHour is { } hour ? $"{hour}:00–{hour + 1}:00" : "",
            _ => Days(figures.PaymentDays) + (figures.PaymentDelayDays is { } delay ? $" ({texts.Format("customer.delay", call.Text.Of(FieldKind.Number, delay))})" : ""),
        };

        string Text(DateOnly day) => call.Text.Of(FieldKind.Date, day);
        string Days(decimal? days) => days is null ? "" : texts.Format("customer.days", call.Text.Of(FieldKind.Number, days));
    }

    private static IEnumerable<PageBlock> Behaviour(WebCall call, BehaviourSummary summary)
    {
        var texts = call.Texts;
        if (summary.Count == 0) return [new NoteBlock(texts["customer.nothing-seen"], PageTone.Muted) { Heading = texts["timeline.behaviour"] }];
        return
        [
            new FactsBlock(
            [
                new PageFact(texts["customer.events"], new PageCell(summary.Count.ToString("N0", call.Format))), new PageFact(texts["customer.first-seen"], Moment(call, summary.FirstAt)), new PageFact(texts["customer.last-seen"], Moment(call, summary.LastAt)),
                .. summary.Kinds.OrderByDescending(k => k.Value).ThenBy(k => k.Key, StringComparer.Ordinal).Select(k => new PageFact(k.Key, new PageCell(k.Value.ToString("N0", call.Format)))),
            ]) { Heading = texts["timeline.behaviour"] },
            new TableBlock([texts["customer.page"], texts["customer.times"], texts["customer.first-seen"], texts["customer.last-seen"]],
                [.. summary.Pages.Take(Pages).Select(p => new PageRow([new PageCell(p.Page), new PageCell(p.Count.ToString("N0", call.Format)), Moment(call, p.FirstAt), Moment(call, p.LastAt)]))]) { Heading = texts["customer.pages"] },
        ];
    }

    private static PageCell Moment(WebCall call, DateTimeOffset? at) => new(at is { } instant ? call.Text.Moment(instant) : "");

    private static PageCell Day(WebCall call, DateOnly? day) => new(call.Text.Of(FieldKind.Date, day));

    private static string Class(WebTexts texts, LifecycleClass @class) => texts["customer.class." + EnumCode.Of(@class)];
}
