using CrmKit.Access;
using CrmKit.Opportunities;
using CrmKit.Planning;

namespace CrmKit.Web;

/// <summary>Whom somebody leads: the teams that he manages with those below, and who reports to him; everybody for those who may give any deal to anybody.</summary>
/// <param name="Filter">Their records; <see langword="null"/> for everybody's.</param>
/// <param name="Teams">The teams.</param>
/// <param name="Users">Who reports to him without being in these teams.</param>
internal sealed record TeamScope(string? Filter, IReadOnlySet<Guid> Teams, IReadOnlySet<Guid> Users)
{
    private const int MostTeams = 1000;
    private const int MostNamed = 200; // a filter has at most 500 values in lists

    /// <returns><see langword="null"/> for those who lead nobody.</returns>
    public static async Task<TeamScope?> OfAsync(WebCall call)
    {
        var (session, cancelled) = (call.Session, call.Cancelled);
        if (session.Actor.UserId is not { } me || !await call.MayAsync(session.Catalog.Type(typeof(Opportunity)), Operations.Read)) return null;
        var teams = await call.MayAsync(session.Catalog.Type(typeof(Team)), Operations.Read) ? await session.Records.ListAsync(new Specification<Team>(t => true).Take(MostTeams), cancelled) : [];
        var managed = teams.Where(t => t.ManagerId == me).Select(t => t.Id).ToHashSet();
        var below = teams.ToLookup(t => t.ParentId);
        for (var waiting = new Queue<Guid>(managed); waiting.TryDequeue(out var id);)
            foreach (var team in below[id])
                if (managed.Add(team.Id)) waiting.Enqueue(team.Id);
        var users = await call.MayAsync(session.Catalog.Type(typeof(User)), Operations.Read) ? await session.Records.ListAsync(new Specification<User>(u => u.ManagerId == me).Take(MostNamed), cancelled) : [];
        var reporting = users.Where(u => u.TeamId is not { } team || !managed.Contains(team)).Select(u => u.Id).ToHashSet();
        string?[] parts = [In("teamId", managed), In("ownerId", reporting)];
        if (parts.OfType<string>().ToList() is { Count: > 0 } named) return new TeamScope($"({string.Join(" or ", named)})", managed, reporting);
        return await session.Access.ScopeAsync(session.Catalog.Type(typeof(Opportunity)), Operations.Assign, cancelled) == AccessScope.All ? new TeamScope(null, managed, reporting) : null;
    }

    /// <summary>Whether a target is of those whom he leads.</summary>
    public bool Has(Guid? user, Guid? team) => Filter is null || (user is { } u && Users.Contains(u)) || (team is { } t && Teams.Contains(t));

    private static string? In(string field, HashSet<Guid> ids) => ids.Count == 0 ? null : $"{field} in ({string.Join(", ", ids.Order().Take(MostNamed).Select(id => $"'{id}'"))})";
}
