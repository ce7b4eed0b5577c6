using CrmKit.Planning;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Access;

/// <summary>Reads users, their roles and teams; once per session.</summary>
internal sealed class GrantsReader(CrmSession session) : ISessionService
{
    private readonly Dictionary<Guid, Grants?> _grants = [];
    private Dictionary<Guid, List<Guid>>? _teamsBelow;

    /// <summary>What a user's roles permit; <see langword="null"/> for users who are absent, deleted or inactive.</summary>
    public async ValueTask<Grants?> ReadAsync(Guid userId, CancellationToken cancellationToken)
    {
        if (_grants.TryGetValue(userId, out var known)) return known;
        var reader = await session.ReaderAsync(cancellationToken);
        var users = await reader.ListAsync(reader.Query<User>().Where(u => u.Id == userId && u.DeletedAt == null), cancellationToken);
        return _grants[userId] = users is [{ IsActive: true } user] ? new Grants(userId, await TeamsAsync(reader, user.TeamId, cancellationToken), RolesOf(user)) : null;
    }

    private List<RoleDefinition> RolesOf(User user)
    {
        var roles = new List<RoleDefinition>();
        foreach (var key in (user.Roles ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            if (session.Catalog.TryRole(key, out var role)) roles.Add(role); // a role of a plugin that is not enabled permits nothing
        return roles;
    }

    private async ValueTask<IReadOnlyCollection<Guid>> TeamsAsync(IStoreReader reader, Guid? teamId, CancellationToken cancellationToken)
    {
        if (teamId is not { } own) return [];
        if (_teamsBelow is null)
        {
            var teams = await reader.ListAsync(reader.Query<Team>().Where(t => t.ParentId != null && t.DeletedAt == null), cancellationToken);
            _teamsBelow = teams.GroupBy(t => t.ParentId!.Value).ToDictionary(g => g.Key, g => g.Select(t => t.Id).ToList());
        }
        var all = new HashSet<Guid> { own };
        var open = new Queue<Guid>(all);
        while (open.TryDequeue(out var team))
            foreach (var below in _teamsBelow.GetValueOrDefault(team, []))
                if (all.Add(below)) open.Enqueue(below);
        return all;
    }
}
