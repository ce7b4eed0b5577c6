using CrmKit.Access;
using CrmKit.Activities;
using CrmKit.Pipelines;
using CrmKit.Planning;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>What a person may do with a record, as buttons and small forms; what he may not is not there.</summary>
internal static class RecordActs
{
    private const int NamesOffered = 100;

    public static async Task<ActsModel> OfAsync(WebCall call, RecordTypeDefinition type, Record record, bool mayUpdate, RecordChain chain)
    {
        var links = call.Links;
        var root = record as RootRecord;
        var mayDelete = await call.MayAsync(type, Operations.Delete, record);
        return new ActsModel
        {
            Version = record.Version,
            Edit = mayUpdate ? links.Edit(type, record.Id) : null,
            Convert = await ConversionsAsync(call, type, record, chain),
            Assign = root is not null && await call.MayAsync(type, Operations.Assign, record) ? await AssignAsync(call, type, root) : null,
            Reopen = mayUpdate && root is { StageCategory: not null and not StageCategory.Open } ? links.Act(type, record.Id, "reopen") : null,
            Done = mayUpdate && record is CrmActivity { DoneAt: null } and not (Note or EmailMessage or ChannelMessage or SurveyAnswer) ? links.Act(type, record.Id, "done") : null,
            Merge = mayUpdate && root is not null && type.Key is not ("user" or "team") && await call.MayAsync(type, Operations.Merge, record) ? links.Act(type, record.Id, "merge") : null,
            Delete = mayDelete ? links.Act(type, record.Id, "delete") : null,
            Personal = await PersonalHandler.PlaceAsync(call, type, record.Id),
            Links = [.. (await call.Session.Layouts.LinksAsync(record, call.Cancelled)).Select(l => new NavigationLink(l.Label.For(call.Culture), l.Address))],
            Actions = (await RecordActionButtons.OfAsync(call, type, [record], CrmKit.Actions.ActionPlaces.Record, links.Record(type, record.Id)))[0],
            Why = links.Act(type, record.Id, "rights"),
        };
    }

    /// <summary>The form that gives a record to somebody.</summary>
    public static async Task<AssignModel> AssignAsync(WebCall call, RecordTypeDefinition type, RootRecord record)
    {
        var owner = record.OwnerId is { } id && await call.Session.Records.FindAsync(new RecordRef("user", id), call.Cancelled) is User user ? user.Name : null;
        return new AssignModel(call.Links.Act(type, record.Id, "assign"), owner ?? "", await UsersAsync(call), await TeamsAsync(call), record.OwnerId is null && call.Session.Actor.UserId is not null ? call.Links.Act(type, record.Id, "claim") : null);
    }

    /// <summary>Names of people to choose from; whoever is not among them is typed.</summary>
    public static async Task<IReadOnlyList<string>> UsersAsync(WebCall call)
    {
        var type = call.Session.Catalog.Type(typeof(User));
        if (!await call.MayAsync(type, Operations.Read) || (await call.HiddenAsync(type)).Overlaps(["name", "isActive"])) return [];
        var users = await call.Session.Records.ListAsync(new Specification<User>(u => u.IsActive).OrderBy(u => u.Name).Take(NamesOffered), call.Cancelled);
        return [.. users.Select(u => u.Name).Distinct()];
    }

    /// <summary>Names of teams to choose from; whichever is not among them is typed.</summary>
    public static async Task<IReadOnlyList<string>> TeamsAsync(WebCall call)
    {
        var type = call.Session.Catalog.Type(typeof(Team));
        if (!await call.MayAsync(type, Operations.Read) || (await call.HiddenAsync(type)).Contains("name")) return [];
        return [.. (await call.Session.Records.ListAsync(new Specification<Team>().OrderBy(t => t.Name).Take(NamesOffered), call.Cancelled)).Select(t => t.Name).Distinct()];
    }

    // The next link of the firm's process first; what it became already is in the trail.
    private static async Task<IReadOnlyList<NavigationLink>> ConversionsAsync(WebCall call, RecordTypeDefinition type, Record record, RecordChain chain)
    {
        if (record is not RootRecord root || !await call.MayAsync(type, Operations.Convert, record)) return [];
        var catalog = call.Session.Catalog;
        var next = (await call.Session.Setup.ProcessAsync(type.Key, call.Cancelled))?.Next(type.Key);
        var targets = new List<NavigationLink>();
        foreach (var conversion in catalog.Conversions.Where(c => c.From == type.Key).OrderBy(c => c.To == next ? 0 : 1))
        {
            if (chain.Became(type.Ref(record.Id), conversion.To) || !catalog.TryType(conversion.To, out var target) || !await call.MayAsync(target, Operations.Create)) continue;
            if (root.StageCategory is { } category && !(conversion.AllowedCategories.Count == 0 ? category != StageCategory.Lost : conversion.AllowedCategories.Contains(category))) continue;
            var isRevision = target.Key == type.Key;
            if (isRevision && root is { PipelineKey: { } pipeline, StageKey: { } stage } && catalog.TryPipeline(pipeline, out var own) && own.RankOf(stage) == 0) continue; // what is being written is changed as it is
            targets.Add(new NavigationLink(isRevision ? call.Texts["record.revise"] : call.Texts.Format("record.convert", target.Label.For(call.Culture)), WebLinks.With(call.Links.Act(type, record.Id, "convert"), ("to", target.Key))));
        }
        return targets;
    }
}
