using System.Globalization;
using CrmKit.AspNetCore;
using CrmKit.Segments;
using CrmKit.Views;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web.Segments;

/// <summary>Puts a segment together, condition by condition, also on related records, and keeps it.</summary>
internal static class SegmentFormHandler
{
    private const int Counted = 1000;
    private const int MostParts = 20;

    public static async Task NewAsync(WebCall call) => await AskAsync(call, await TypeAsync(call, call.Query("type")), null);

    public static async Task EditAsync(WebCall call)
    {
        var segment = await call.Session.Segments.GetAsync(SegmentHandler.IdOf(call), call.Cancelled);
        await AskAsync(call, await TypeAsync(call, segment.RecordType), segment);
    }

    public static async Task SaveAsync(WebCall call)
    {
        var form = await call.FormAsync();
        var stored = call.Http.Request.RouteValues.ContainsKey("id") ? await call.Session.Segments.GetAsync(SegmentHandler.IdOf(call), call.Cancelled) : null;
        var type = await TypeAsync(call, stored?.RecordType ?? form["type"]);
        var sharing = ViewHandler.SharingOf(form["sharing"]);
        var isSnapshot = stored is null ? form["kind"] == EnumCode.Of(SegmentKind.Snapshot) : stored.Kind == SegmentKind.Snapshot;
        var segment = new Segment
        {
            Id = stored?.Id ?? Guid.Empty,
            RecordType = type.Key,
            Name = WebCall.Whole("name", form["name"].ToString()),
            Filter = stored is not null && isSnapshot ? stored.Filter : WebCall.Whole("text", form["text"].ToString()) is { Length: > 0 } text ? text : null,
            Kind = isSnapshot ? SegmentKind.Snapshot : SegmentKind.Live,
            Sharing = sharing,
            TeamId = sharing == ViewSharing.Team && Guid.TryParse(form["team"], out var team) ? team : null,
        };
        try
        {
            call.GoTo(call.Links.Segment((await call.Session.Segments.SaveAsync(segment, call.Cancelled)).Id));
        }
        catch (CrmException refused) when (refused is CrmValidationException or CrmForbiddenException)
        {
            await AnswerAsync(call, SegmentDraft.Of(type, segment.Filter), segment, new Asked(refused.Errors), refused is CrmForbiddenException ? StatusCodes.Status403Forbidden : StatusCodes.Status422UnprocessableEntity);
        }
    }

    private static async Task AskAsync(WebCall call, RecordTypeDefinition type, Segment? segment)
    {
        var path = PathOf(call, segment);
        var draft = segment is not null && call.Query(SegmentDraft.Mark) is null ? SegmentDraft.Of(type, segment.Filter) : SegmentDraft.Read(call, type);
        if (call.Http.Request.Query.ContainsKey("text")) call.GoTo(SegmentDraft.Of(type, call.Query("text")).At(path));
        else if (int.TryParse(call.Query("drop"), NumberStyles.None, CultureInfo.InvariantCulture, out var dropped)) call.GoTo((draft with { Parts = [.. draft.Parts.Where((_, at) => at != dropped)] }).At(path));
        else if (await RelationAsync(call, type) is { } relation) await AskRelatedAsync(call, draft, segment, relation, path);
        else
        {
            var built = await FilterForm.ReadAsync(call, type);
            if (built is not null) draft = draft with { Rows = built.Filter };
            if (built is { IsFinished: true }) call.GoTo(draft.At(path));
            else await AnswerAsync(call, draft, segment, new Asked(built?.Errors ?? []) { Rows = built?.Rows }, StatusCodes.Status200OK);
        }
    }

    private static async Task AskRelatedAsync(WebCall call, SegmentDraft draft, Segment? segment, SegmentRelation relation, string path)
    {
        var (how, number) = (SegmentRelation.Hows.FirstOrDefault(h => h == call.Query("how")) ?? SegmentRelation.Any, int.TryParse(call.Query("number"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given > 0 ? given : 1);
        var built = await FilterForm.ReadAsync(call, relation.Type);
        var inner = built is null ? call.Query("inner") : built.Filter;
        if (call.Query("attach") is not null) call.GoTo((draft with { Parts = [.. draft.Parts.Append(relation.Asked(how, number, inner)).Take(MostParts)] }).At(path));
        else if (built is { IsFinished: true }) call.GoTo(draft.At(path, ("relation", relation.Name), ("inner", inner)));
        else await AnswerAsync(call, draft, segment, new Asked(built?.Errors ?? []) { Rows = built?.Rows, Relation = relation, Inner = inner, How = how, Number = number }, StatusCodes.Status200OK);
    }

    private static async Task AnswerAsync(WebCall call, SegmentDraft draft, Segment? segment, Asked asked, int status)
    {
        var (type, texts, path) = (draft.Type, call.Texts, PathOf(call, segment));
        var isFixed = segment is { Kind: SegmentKind.Snapshot } && segment.Id != Guid.Empty;
        var (matching, wrong) = asked.Relation is null && asked.Errors.Count == 0 ? await CountAsync(call, draft) : (null, []);
        IReadOnlyList<(string Name, string? Value)> said = asked.Relation is { } about ? [.. draft.Said, ("relation", about.Name)] : draft.Said;
        await call.PageAsync<SegmentFormPage, SegmentFormModel>(segment is null || segment.Id == Guid.Empty ? texts.Format("segments.new-title", type.PluralLabel.For(call.Culture)) : texts.Format("segments.title-of", segment.Name), new SegmentFormModel
        {
            Path = path,
            Back = segment is null || segment.Id == Guid.Empty ? new NavigationLink(texts["segments.title"], call.Links.Segments) : new NavigationLink(segment.Name, call.Links.Segment(segment.Id)),
            Errors = [.. asked.Errors, .. wrong],
            Filter = isFixed ? null : asked.Relation is { } relation
                ? await FilterForm.ModelAsync(call, relation.Type, path, draft.At(path, ("relation", relation.Name)), asked.Rows ?? FilterWriter.Read(relation.Type, asked.Inner), asked.Inner, said)
                : await FilterForm.ModelAsync(call, type, path, (draft with { Rows = null }).At(path), asked.Rows ?? FilterWriter.Read(type, draft.Rows), draft.Rows, [.. said.Where(s => s.Name != "filter")]),
            Related = asked.Relation is { } on ? new SegmentRelatedModel(on.Label, [.. SegmentRelation.Hows.Select(h => new FieldChoice(h, texts["segments.how." + h]))], asked.How, asked.Number, Kept([.. said, ("inner", asked.Inner)]), draft.At(path)) : null,
            Parts = [.. draft.Parts.Select((p, at) => new NavigationLink(p, draft.At(path, ("drop", at.ToString(CultureInfo.InvariantCulture)))))],
            Relations = asked.Relation is null ? [.. (await SegmentRelation.OfAsync(call, type)).Select(r => new FieldChoice(r.Name, r.Label))] : [],
            Kept = Kept(said),
            Text = draft.Filter,
            Matching = matching,
            Type = type.Key,
            Name = segment?.Name ?? "",
            Kinds = segment is null || segment.Id == Guid.Empty ? [.. Enum.GetValues<SegmentKind>().Select(k => new FieldChoice(EnumCode.Of(k), texts["segments.kind." + EnumCode.Of(k)]))] : [],
            Kind = EnumCode.Of(segment?.Kind ?? SegmentKind.Live),
            Sharings = [.. EnumCode.Codes(typeof(ViewSharing)).Select(c => new FieldChoice(c, texts["view.sharing." + c]))],
            Sharing = EnumCode.Of(segment?.Sharing ?? ViewSharing.Private),
            Teams = await ViewHandler.TeamsAsync(call),
            Team = segment?.TeamId?.ToString(),
        }, wrong.Count > 0 ? StatusCodes.Status400BadRequest : status);
    }

    // How many would be in it now, and what is wrong with what was asked.
    private static async Task<(string? Matching, IReadOnlyList<CrmError> Wrong)> CountAsync(WebCall call, SegmentDraft draft)
    {
        try
        {
            var page = await call.Session.Records.QueryAsync(new RecordQuery(draft.Type.Key) { Filter = draft.Filter, Size = 1, WithTotal = true, TotalLimit = Counted + 1 }, call.Cancelled);
            return (page.Total is not { } total ? null : call.Texts.Format(total > Counted ? "list.total-over" : "list.total", Math.Min(total, Counted).ToString("N0", call.Format)), []);
        }
        catch (CrmException wrong) when (wrong is CrmValidationException or CrmForbiddenException)
        {
            return (null, wrong.Errors);
        }
    }

    private static async Task<SegmentRelation?> RelationAsync(WebCall call, RecordTypeDefinition type) =>
        call.Query("relation") is { } named ? (await SegmentRelation.OfAsync(call, type)).FirstOrDefault(r => r.Name == named) : null;

    private static async Task<RecordTypeDefinition> TypeAsync(WebCall call, string? key)
    {
        if (!call.Session.Catalog.TryType(key ?? "", out var type)) throw ApiErrors.Parameter("type", "the key of a record type");
        await call.DemandListAsync(type);
        return type;
    }

    private static string PathOf(WebCall call, Segment? segment) => segment is null || segment.Id == Guid.Empty ? call.Links.NewSegment : call.Links.EditSegment(segment.Id);

    private static IReadOnlyList<FieldChoice> Kept(IEnumerable<(string Name, string? Value)> said) => [.. said.Where(s => s.Value is not null).Select(s => new FieldChoice(s.Name, s.Value!))];

    /// <summary>What is being asked: conditions as rows that are not complete yet, and the related records that they are on.</summary>
    private sealed record Asked(IReadOnlyList<CrmError> Errors)
    {
        public FilterRows? Rows { get; init; }
        public SegmentRelation? Relation { get; init; }
        public string? Inner { get; init; }
        public string How { get; init; } = SegmentRelation.Any;
        public int Number { get; init; } = 1;
    }
}
