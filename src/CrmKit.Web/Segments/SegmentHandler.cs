using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Pages;
using CrmKit.Segments;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web.Segments;

/// <summary>Segments that the person may use, with how many are in each; and one with its members, since when they are in it, and what can be done with it.</summary>
internal static class SegmentHandler
{
    private const string Act = "act", Of = "of";
    private const string Take = "take", Add = "add", Snapshot = "snapshot", Remove = "remove";
    private const int Columns = 4;

    /// <summary>The types of which somebody may see segments.</summary>
    public static async Task<IReadOnlyList<RecordTypeDefinition>> TypesAsync(WebCall call)
    {
        var types = new List<RecordTypeDefinition>();
        foreach (var type in call.Session.Catalog.Types)
            if (type is { ParentField: null, IsAppendOnly: false } && await call.MayAsync(type, Operations.Read)) types.Add(type);
        return types;
    }

    public static Guid IdOf(WebCall call) => Guid.TryParseExact((string?)call.Http.Request.RouteValues["id"], "D", out var id) ? id : throw ApiErrors.RouteUnknown();

    public static async Task ListAsync(WebCall call)
    {
        if (call.Query(Of) is { } chosen)
        {
            call.GoTo(WebLinks.With(call.Links.NewSegment, ("type", chosen)));
            return;
        }
        var (texts, types) = (call.Texts, await TypesAsync(call));
        if (types.Count == 0) throw new CrmForbiddenException(new CrmError("access.forbidden", texts["segments.forbidden"]));
        var rows = new List<PageRow>();
        foreach (var segment in await call.Session.Segments.ListAsync(null, call.Cancelled)) rows.Add(await RowAsync(call, segment));
        var create = new FormBlock("", texts["segments.new"], [new PageField(Of, texts["admin.type"]) { Options = [.. types.Select(t => new PageOption(t.Key, t.PluralLabel.For(call.Culture)))], IsRequired = true }]) { IsQuestion = true, Heading = texts["segments.new"] };
        PageBlock table = rows.Count == 0 ? new NoteBlock(texts["segments.none"], PageTone.Muted)
            : new TableBlock([texts["admin.name"], texts["admin.type"], texts["segments.kind"], texts["segments.members"], texts["segments.state"], texts["view.sharing"]], rows);
        await call.PageAsync<DescribedPage, DescribedModel>(texts["segments.title"], new DescribedModel(PlaceOf(call, call.Links.Segments), null, [], [table, create]));
    }

    public static Task ShowAsync(WebCall call) => AnswerAsync(call, null, StatusCodes.Status200OK);

    public static async Task ActAsync(WebCall call)
    {
        var id = IdOf(call);
        var typed = (await call.FormAsync()).ToDictionary(f => f.Key, f => f.Value.LastOrDefault() ?? "", StringComparer.Ordinal);
        var segment = await call.Session.Segments.GetAsync(id, call.Cancelled);
        try
        {
            switch (typed.GetValueOrDefault(Act))
            {
                case Take when Guid.TryParseExact(typed.GetValueOrDefault("record"), "D", out var member):
                    await call.Session.Segments.TakeAsync(id, [member], call.Cancelled);
                    call.GoTo(call.Links.Segment(id));
                    break;
                case Add:
                    await call.Session.Segments.AddAsync(id, [await NamedAsync(call, call.Session.Catalog.Type(segment.RecordType), typed.GetValueOrDefault("record", "").Trim())], call.Cancelled);
                    call.GoTo(call.Links.Segment(id));
                    break;
                case Snapshot:
                    var name = call.Texts.Format("segments.snapshot-name", segment.Name, call.Text.Of(FieldKind.Date, call.Session.Today));
                    var kept = await call.Session.Segments.SaveAsync(new Segment { RecordType = segment.RecordType, Name = name, Filter = segment.Filter, Kind = SegmentKind.Snapshot }, call.Cancelled);
                    call.GoTo(call.Links.Segment(kept.Id));
                    break;
                case Remove:
                    await call.Session.Segments.RemoveAsync(id, call.Cancelled);
                    call.GoTo(call.Links.Segments);
                    break;
                default:
                    throw ApiErrors.Parameter(Act, "what the page offers");
            }
        }
        catch (CrmException refused) when (refused is CrmValidationException or CrmRuleException)
        {
            await AnswerAsync(call, new RefusedForm(typed.GetValueOrDefault(Act, ""), typed, refused.Errors), StatusCodes.Status422UnprocessableEntity);
        }
    }

    private static async Task AnswerAsync(WebCall call, RefusedForm? refused, int status)
    {
        var (texts, segment) = (call.Texts, await call.Session.Segments.GetAsync(IdOf(call), call.Cancelled));
        var address = call.Links.Segment(segment.Id);
        var mayChange = segment.OwnerId == call.Session.Actor.UserId || await AdministratorRights.IsOneAsync(call.Session, call.Cancelled);
        var isByHand = mayChange && segment is { Kind: SegmentKind.Snapshot, Problem: null };
        var facts = new FactsBlock(
        [
            new PageFact(texts["admin.type"], new PageCell(TypeLabel(call, segment))), new PageFact(texts["segments.kind"], new PageCell(texts["segments.kind." + EnumCode.Of(segment.Kind)])),
            new PageFact(texts["segments.members"], new PageCell(await CountAsync(call, segment))), new PageFact(texts["segments.state"], State(texts, segment)),
            new PageFact(texts["segments.who"], new PageCell(Who(texts, segment))), new PageFact(texts["segments.as-of"], new PageCell(call.Text.Moment(segment.AsOf))),
            new PageFact(texts["view.sharing"], new PageCell(texts["view.sharing." + EnumCode.Of(segment.Sharing)])),
            new PageFact(texts["admin.acts"], new PageCell(mayChange ? texts["segments.change"] : "") { Link = new PageLink("") { Place = $"_segments/{segment.Id}/_edit" }, Buttons = [.. segment is { Kind: SegmentKind.Live, Problem: null } ? [new PageButton(texts["segments.keep-snapshot"], Snapshot)] : Array.Empty<PageButton>(), .. mayChange ? [new PageButton(texts["segments.remove"], Remove) { IsDangerous = true }] : Array.Empty<PageButton>()] }),
        ]);
        PageBlock members = segment.Problem is { } problem ? new NoteBlock(texts.Of(problem), PageTone.Warning) : await MembersAsync(call, segment, isByHand);
        PageBlock[] adding = isByHand ? [new FormBlock(Add, texts["segments.add"], [new PageField("record", texts["segments.add-who"]) { IsRequired = true }])] : [];
        await call.PageAsync<DescribedPage, DescribedModel>(texts.Format("segments.title-of", segment.Name), new DescribedModel(PlaceOf(call, address), new NavigationLink(texts["segments.title"], call.Links.Segments),
            refused is null or { Act: Add } ? [] : refused.Errors, [facts, members, .. adding]) { Refused = refused, IsUnderWay = segment.State == SegmentState.Building }, status);
    }

    private static async Task<PageBlock> MembersAsync(WebCall call, Segment segment, bool isByHand)
    {
        var (texts, type) = (call.Texts, call.Session.Catalog.Type(segment.RecordType));
        await call.DemandListAsync(type);
        var fields = ListAsked.Usual(call, type, await call.HiddenAsync(type)).Where(f => f.Key != type.NameField).Take(Columns).ToList();
        var page = await call.Session.Segments.QueryAsync(segment.Id, new RecordQuery(type.Key)
        {
            Size = call.Options.PageSize, Cursor = call.Query("cursor"), Include = [.. fields.Where(f => f.ReferenceType is not null).Select(f => f.Key)],
        }, call.Cancelled);
        var since = await call.Session.Segments.EnteredAsync(segment.Id, [.. page.Items.Select(r => r.Id)], call.Cancelled);
        var names = new RecordNames(call, page.Included);
        var rows = new List<PageRow>();
        foreach (var record in page.Items)
        {
            var cells = new List<PageCell> { new(RecordNames.Of(call, type, record, page.HiddenFields)) { Link = new PageLink("") { Record = type.Ref(record.Id) } } };
            foreach (var field in fields) cells.Add(new PageCell((await names.ShowAsync(field, record)).Text));
            cells.Add(new PageCell(since.TryGetValue(record.Id, out var at) ? call.Text.Moment(at) : "") { Tone = PageTone.Muted });
            if (isByHand) cells.Add(new PageCell("") { Buttons = [new PageButton(texts["segments.take"], Take) { Values = new Dictionary<string, string> { ["record"] = record.Id.ToString() } }] });
            rows.Add(new PageRow(cells));
        }
        return new TableBlock([texts["admin.name"], .. fields.Select(f => f.Label.For(call.Culture)), texts["segments.since"], .. isByHand ? [""] : Array.Empty<string>()], rows)
        {
            Heading = texts["segments.members"], Next = page.Next is { } next ? new PageLink(texts["list.next"]) { Values = new Dictionary<string, string> { ["cursor"] = next } } : null,
        };
    }

    private static async Task<PageRow> RowAsync(WebCall call, Segment segment) => new(
    [
        new PageCell(segment.Name) { Link = new PageLink("") { Place = "_segments/" + segment.Id } }, new PageCell(TypeLabel(call, segment)), new PageCell(call.Texts["segments.kind." + EnumCode.Of(segment.Kind)]) { Tone = PageTone.Muted },
        new PageCell(await CountAsync(call, segment)), State(call.Texts, segment), new PageCell(call.Texts["view.sharing." + EnumCode.Of(segment.Sharing)]) { Tone = PageTone.Muted },
    ]);

    private static async Task<string> CountAsync(WebCall call, Segment segment) => segment.Problem is null ? (await call.Session.Segments.CountAsync(segment.Id, call.Cancelled)).ToString("N0", call.Format) : "";

    private static PageCell State(WebTexts texts, Segment segment) => new(texts["segments.state." + EnumCode.Of(segment.State)])
    {
        Tone = segment.State switch { SegmentState.Current => PageTone.Good, SegmentState.Broken => PageTone.Bad, _ => PageTone.Warning },
    };

    private static string Who(WebTexts texts, Segment segment) => segment.Filter ?? texts[segment.Kind == SegmentKind.Live ? "segments.everybody" : "segments.by-hand"];

    private static string TypeLabel(WebCall call, Segment segment) => call.Session.Catalog.TryType(segment.RecordType, out var type) ? type.PluralLabel.For(call.Culture) : segment.RecordType;

    private static async Task<Guid> NamedAsync(WebCall call, RecordTypeDefinition type, string typed)
    {
        if (typed.Length == 0) throw new CrmValidationException([new CrmError("field.required", call.Texts["code.field.required"]) { Field = "record" }]);
        if (Guid.TryParseExact(typed, "D", out var id)) return id;
        var found = await NamedRecords.FindAsync(call, type, typed);
        return await NamedRecords.OnlyAsync(call, found, typed) is { } only ? only.Id
            : throw new CrmValidationException([new CrmError("field.reference-missing", call.Texts.Format(found.Count > 0 ? "filter.several-named" : "form.none-named", typed)) { Field = "record" }]);
    }

    private static DescribedPlace PlaceOf(WebCall call, string address) => new(address, link =>
        link.Record is { } record ? call.Session.Catalog.TryType(record.Type, out var type) ? call.Links.Record(type, record.Id) : null
        : link.Place is { } place ? call.Links.Home + place
        : WebLinks.With(address, [.. link.Values.Select(v => (v.Key, (string?)v.Value))]));
}
