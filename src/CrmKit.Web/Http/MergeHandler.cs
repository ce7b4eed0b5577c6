using System.Globalization;
using CrmKit.AspNetCore;
using CrmKit.Matching;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>Makes one record out of two: which other one, then both side by side with a choice per field; and takes it back.</summary>
internal static class MergeHandler
{
    private const int Found = 20;
    private const int StandingShown = 50; // their ids go into one filter
    private const string Side = "side.";

    public static async Task ShowAsync(WebCall call)
    {
        if (call.Query("with") is { } with) await AnswerPairAsync(call, Other(call, with), null, [], StatusCodes.Status200OK);
        else await AnswerChoiceAsync(call);
    }

    public static async Task MergeAsync(WebCall call)
    {
        var form = await call.FormAsync();
        var other = Other(call, form["with"].ToString());
        var winner = form["winner"] == other.Id.ToString() ? other : call.Ref;
        var loser = winner == other ? call.Ref : other;
        try
        {
            var outcome = (await call.Session.Records.MergeAsync([new MergeRequest(winner, loser)
            {
                Fields = form.Keys.Where(k => k.StartsWith(Side, StringComparison.Ordinal)).ToDictionary(k => k[Side.Length..], k => form[k] == winner.Id.ToString() ? MergeSide.Winner : MergeSide.Loser),
                WinnerVersion = Version(form, winner), LoserVersion = Version(form, loser),
            }], null, call.Cancelled))[0];
            call.GoTo(call.Links.Record(call.Type, outcome.Winner.Id));
        }
        catch (CrmException refused) when (refused is CrmValidationException or CrmRuleException or CrmConflictException)
        {
            await AnswerPairAsync(call, other, form, refused.Errors, refused is CrmConflictException ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity);
        }
    }

    public static Task UnmergeAsync(WebCall call) => ActHandler.ActAsync(call, async form =>
    {
        if (!Guid.TryParseExact(form["merge"], "D", out var id)) throw ApiErrors.Parameter("merge", "an id");
        var undone = (await call.Session.Records.UnmergeAsync([id], null, call.Cancelled))[0];
        return call.Links.Record(call.Type, undone.Loser.Id); // what is back
    });

    /// <summary>The latest merges that a record won and that stand, with what went into it.</summary>
    public static async Task<IReadOnlyList<MergeShown>> StandingAsync(WebCall call, RecordTypeDefinition type, Record record, bool mayUpdate)
    {
        if (!type.IsRoot) return [];
        var merges = (await call.Session.Records.MergesAsync(type.Ref(record.Id), call.Cancelled)).Where(m => m.WinnerId == record.Id && m.UndoneAt is null).OrderByDescending(m => m.At).Take(StandingShown).ToList();
        if (merges.Count == 0) return [];
        var ids = string.Join(", ", merges.Select(m => $"'{m.LoserId}'"));
        var losers = (await call.Session.Records.QueryAsync(new RecordQuery(type.Key) { Filter = $"id in ({ids})", Size = merges.Count, Deleted = true }, call.Cancelled)).Items.ToDictionary(r => r.Id);
        var hidden = await call.HiddenAsync(type);
        return [.. merges.Where(m => losers.ContainsKey(m.LoserId)).Select(m => new MergeShown(
            m.Id, RecordNames.Of(call, type, losers[m.LoserId], hidden), call.Text.Moment(m.At), mayUpdate ? call.Links.Act(type, record.Id, "unmerge") : null))];
    }

    /// <summary>Records that look like one, as people read why.</summary>
    public static async Task<IReadOnlyList<LikeShown>> ShownAsync(WebCall call, RecordTypeDefinition type, IEnumerable<DuplicateCandidate> candidates, Guid? mergeInto)
    {
        var hidden = await call.HiddenAsync(type);
        return [.. candidates.Select(c => new LikeShown(
            RecordNames.Of(call, type, c.Record, hidden),
            string.Join(", ", c.Reasons.Where(r => r.Weight > 0 && type.TryField(r.Field, out _)).Select(r => $"{type.Field(r.Field).Label.For(call.Culture)}: {call.Text.Of(type.Field(r.Field), c.Record)}")),
            c.Score.ToString("P0", call.Format),
            mergeInto is { } into ? WebLinks.With(call.Links.Act(type, into, "merge"), ("with", c.Record.Id.ToString())) : call.Links.Record(type, c.Record.Id)))];
    }

    private static async Task AnswerChoiceAsync(WebCall call)
    {
        var record = await call.Session.Records.GetAsync(call.Ref, call.Cancelled);
        var alike = (await call.Session.Duplicates.CheckAsync(call.Type.Key, [record], call.Cancelled))[0].Where(c => c.Record.Id != record.Id);
        var named = new List<NavigationLink>();
        if (call.Query("q") is { } text)
        {
            var found = await call.Session.Search.FindAsync(new Search.SearchRequest(text.Length <= 200 ? text : text[..200]) { Types = [call.Type.Key], Size = Found }, call.Cancelled);
            foreach (var other in await call.Session.Records.GetManyAsync(call.Type.Key, [.. found.Results.Select(r => r.Record.Id).Where(id => id != record.Id)], call.Cancelled))
                named.Add(new NavigationLink(await RecordNames.OfAsync(call, other), WebLinks.With(call.Links.Act(call.Type, record.Id, "merge"), ("with", other.Id.ToString()))));
        }
        var name = await RecordNames.OfAsync(call, record);
        await call.PageAsync<MergePickPage, MergePickModel>(call.Texts.Format("merge.title", name), new MergePickModel(
            call.Links.Act(call.Type, record.Id, "merge"), call.Links.Record(call.Type, record.Id), name, await ShownAsync(call, call.Type, alike, record.Id), call.Query("q"), named));
    }

    private static async Task AnswerPairAsync(WebCall call, RecordRef other, IFormCollection? form, IReadOnlyList<CrmError> errors, int status)
    {
        var type = call.Type;
        var proposal = await call.Session.Records.ProposeMergeAsync(call.Ref, other, MergeRule.Fill, call.Cancelled);
        var (hidden, locked) = (await call.HiddenAsync(type), await call.ReadOnlyAsync(type));
        var pages = new[] { await RecordHandler.LoadAsync(call, type, call.Ref, hidden), await RecordHandler.LoadAsync(call, type, other, hidden) };
        var records = pages.Select(p => p.Items[0]).ToList();
        foreach (var record in records) await call.DemandUpdateAsync(type, record);
        var winner = form?["winner"].ToString() ?? proposal.Winner.Id.ToString();
        var lines = new List<MergeLine>();
        foreach (var (key, side) in proposal.Fields)
        {
            if (hidden.Contains(key) || locked.Contains(key)) continue;
            var field = type.Field(key);
            var proposed = (side == MergeSide.Winner ? proposal.Winner : proposal.Loser).Id.ToString();
            var values = new List<MergeValue>();
            foreach (var (page, record) in pages.Zip(records)) values.Add(new MergeValue(record.Id.ToString(), await new RecordNames(call, page.Included).ShowAsync(field, record)));
            lines.Add(new MergeLine(Side + key, field.Label.For(call.Culture), values, form?[Side + key].ToString() ?? proposed));
        }
        await call.PageAsync<MergePage, MergeModel>(call.Texts.Format("merge.title", RecordNames.Of(call, type, records[0], hidden)), new MergeModel
        {
            Address = call.Links.Act(type, records[0].Id, "merge"),
            Back = call.Links.Record(type, records[0].Id),
            Errors = errors,
            With = records[1].Id.ToString(),
            Winner = winner,
            Sides = [.. records.Select(r => new MergeSideShown(r.Id.ToString(), RecordNames.Of(call, type, r, hidden), call.Links.Record(type, r.Id), call.Text.Moment(r.CreatedAt), r.Version))],
            Lines = lines,
        }, status);
    }

    private static RecordRef Other(WebCall call, string text) => Guid.TryParseExact(text, "D", out var id) ? call.Type.Ref(id) : throw ApiErrors.Parameter("with", "the id of the other record");

    private static int? Version(IFormCollection form, RecordRef record) => int.TryParse(form["version." + record.Id], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
}
