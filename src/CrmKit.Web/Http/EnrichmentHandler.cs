using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Enrichment;
using CrmKit.Pages;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>What sources propose for a record, beside what it holds; each is taken over by a tick, with where it comes from.</summary>
internal static class EnrichmentHandler
{
    private const string Ask = "ask", Take = "take", Ground = "ground", Version = "version", Proposal = "take:";

    /// <summary>Where it is seen; <see langword="null"/> for types about which no source knows anything.</summary>
    public static string? PlaceOf(WebCall call, RecordTypeDefinition type, Guid id) => Sources(call, type).Any() ? call.Links.Act(type, id, "enrichment") : null;

    public static Task ShowAsync(WebCall call) => AnswerAsync(call, null, [], StatusCodes.Status200OK);

    public static async Task ActAsync(WebCall call)
    {
        var form = await call.FormAsync();
        var ground = GroundOf(form[Ground].ToString());
        if (form["act"] == Ask)
        {
            await AnswerAsync(call, ground, [], StatusCodes.Status200OK);
            return;
        }
        // The key of a source holds no colon, nor does that of a field.
        var choices = form.Keys.Where(k => k.StartsWith(Proposal, StringComparison.Ordinal)).Select(k => k[Proposal.Length..].Split(':')).Where(p => p.Length == 2).Select(p => new EnrichmentChoice(p[0], p[1])).ToList();
        try
        {
            await call.Session.Enrichment.AcceptAsync(call.Ref, choices, ActHandler.Version(form), ground, call.Cancelled);
            call.GoTo(call.Links.Record(call.Type, call.Ref.Id));
        }
        catch (CrmException refused) when (refused is CrmValidationException or CrmRuleException or CrmConflictException)
        {
            await AnswerAsync(call, ground, refused.Errors, refused is CrmConflictException ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity);
        }
    }

    private static async Task AnswerAsync(WebCall call, EnrichmentGround? ground, IReadOnlyList<CrmError> errors, int status)
    {
        var (type, texts, sources) = (call.Type, call.Texts, Sources(call, call.Type).ToList());
        if (sources.Count == 0) throw ApiErrors.RouteUnknown();
        var record = await call.Session.Records.GetAsync(call.Ref, call.Cancelled);
        var answer = await call.Session.Enrichment.ProposeAsync(new EnrichmentRequest(type.Key, [record.Id]) { Ground = ground }, call.Cancelled);
        var name = await RecordNames.OfAsync(call, record);
        var blocks = new List<PageBlock>();
        if (answer.Failed.Count > 0) blocks.Add(new NoteBlock(texts.Format("enrichment.failed", string.Join(", ", answer.Failed.Select(s => s.Label.For(call.Culture)))), PageTone.Warning));
        blocks.Add(answer.Proposals.Count == 0 ? new NoteBlock(texts["enrichment.nothing"], PageTone.Muted) : await ProposalsAsync(call, record, ground, answer.Proposals));
        blocks.AddRange(answer.Proposals.Select(p => p.Source).DistinctBy(s => s.Key).Select(s => new NoteBlock($"{s.Label.For(call.Culture)}: {s.Basis.For(call.Culture)}", PageTone.Muted)));
        if (sources.Any(s => s.IsOutside))
        {
            blocks.Add(new FormBlock(Ask, texts["enrichment.ask"],
                [new PageField(Ground, texts["enrichment.ground"]) { IsRequired = true, Value = ground is { } known ? EnumCode.Of(known) : "", Options = [.. EnumCode.Codes(typeof(EnrichmentGround)).Select(c => new PageOption(c, texts["enrichment.ground." + c]))], Help = texts["enrichment.ground-help"] }])
            { Heading = texts.Format("enrichment.outside", string.Join(", ", sources.Where(s => s.IsOutside).Select(s => s.Label.For(call.Culture)))) });
        }
        var place = DescribedPlace.Of(call, call.Links.Act(type, record.Id, "enrichment"));
        await call.PageAsync<DescribedPage, DescribedModel>(texts.Format("enrichment.title", name), new DescribedModel(place, new NavigationLink(name, call.Links.Record(type, record.Id)), errors, blocks), status);
    }

    private static async Task<FormBlock> ProposalsAsync(WebCall call, Record record, EnrichmentGround? ground, IReadOnlyList<EnrichmentProposal> proposals)
    {
        var texts = call.Texts;
        var rows = new List<PageRow>();
        foreach (var proposal in proposals)
        {
            var field = call.Type.Field(proposal.Field);
            var label = field.Label.For(call.Culture);
            rows.Add(new PageRow(
            [
                new PageCell("") { Field = new PageField($"{Proposal}{proposal.Field}:{proposal.Source.Key}", $"{label}: {proposal.Source.Label.For(call.Culture)}") { Kind = FieldKind.Bool } },
                new PageCell(label), await ShownAsync(call, field, proposal.Current), await ShownAsync(call, field, proposal.Value),
                new PageCell((proposal.ConfidencePercent / 100m).ToString("P0", call.Format)), new PageCell(proposal.Reason.For(call.Culture)) { Tone = PageTone.Muted }, new PageCell(proposal.Source.Label.For(call.Culture)),
            ]));
        }
        return new FormBlock(Take, texts["enrichment.take"], [])
        {
            Grid = new TableBlock([texts["enrichment.choose"], texts["enrichment.field"], texts["enrichment.now"], texts["enrichment.proposed"], texts["enrichment.sure"], texts["enrichment.why"], texts["enrichment.source"]], rows),
            Values = new Dictionary<string, string> { [Version] = record.Version.ToString(System.Globalization.CultureInfo.InvariantCulture), [Ground] = ground is { } known ? EnumCode.Of(known) : "" },
        };
    }

    private static async Task<PageCell> ShownAsync(WebCall call, FieldDefinition field, object? value)
    {
        if (field.ReferenceType is not { } to || value is not Guid id) return new PageCell(call.Text.Of(field, value));
        var other = call.Session.Catalog.TryType(to, out var type) ? await call.Session.Records.FindAsync(type.Ref(id), call.Cancelled) : null;
        return other is null ? new PageCell(call.Texts["value.not-visible"]) : new PageCell(await RecordNames.OfAsync(call, other)) { Link = new PageLink("") { Record = new RecordRef(to, other.Id) } };
    }

    private static IEnumerable<EnrichmentSourceDefinition> Sources(WebCall call, RecordTypeDefinition type) => call.Session.Catalog.EnrichmentSources.Where(s => s.RecordTypes.Contains(type.Key));

    private static EnrichmentGround? GroundOf(string code) => code.Length == 0 ? null
        : EnumCode.Codes(typeof(EnrichmentGround)).Contains(code) ? (EnrichmentGround)EnumCode.Parse(typeof(EnrichmentGround), code) : throw ApiErrors.Parameter(Ground, string.Join(", ", EnumCode.Codes(typeof(EnrichmentGround))));
}
