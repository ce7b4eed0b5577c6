using CrmKit.Access;
using CrmKit.Opportunities;

namespace CrmKit.Web;

/// <summary>Who does what of a sale beside its owner.</summary>
internal static class SalesTeam
{
    /// <summary>Who is responsible for stages, by their keys: of several the one who was added first, who gets the tasks too.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> ResponsibleAsync(WebCall call, Record record)
    {
        var found = new Dictionary<string, string>();
        if (record is not Opportunity sale) return found;
        var (members, users) = (call.Session.Catalog.Type(typeof(OpportunityMember)), call.Session.Catalog.Type("user"));
        if (!await call.MayAsync(members, Operations.Read) || !await call.MayAsync(users, Operations.Read) || (await call.HiddenAsync(members)).Overlaps(["opportunityId", "userId", "stages"])) return found;
        Guid? id = sale.Id;
        var team = await call.Session.Records.ListAsync(new Specification<OpportunityMember>(m => m.OpportunityId == id && m.Stages != null).OrderBy(m => m.CreatedAt), call.Cancelled);
        if (team.Count == 0) return found;
        var names = new Dictionary<Guid, string>();
        foreach (var user in await call.Session.Records.GetManyAsync(users.Key, [.. team.Select(m => m.UserId).OfType<Guid>().Distinct()], call.Cancelled)) names[user.Id] = await RecordNames.OfAsync(call, user);
        foreach (var member in team)
            foreach (var stage in member.Stages!.Split(", "))
                if (member.UserId is { } user && names.TryGetValue(user, out var name)) found.TryAdd(stage, name);
        return found;
    }
}
