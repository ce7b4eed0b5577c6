using CrmKit.Planning;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Access;

/// <summary>Reads users, their roles and teams: once per session, and again in sessions that last, so that whoever is deactivated does not go on.</summary>
internal sealed class Standings(CrmSession session, RecordLoader loader) : ISessionService
{
    /// <summary>How long an answer holds; a long export or import ends that much after its user's rights.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromSeconds(30);

    private readonly Dictionary<Guid, (Standing? Standing, DateTimeOffset At)> _known = [];

    /// <summary>What a user's roles permit; <see langword="null"/> for users who are absent, deleted or inactive.</summary>
    public async ValueTask<Standing?> ReadAsync(Guid userId, CancellationToken cancellationToken)
    {
        var now = session.Now;
        if (_known.TryGetValue(userId, out var known) && now - known.At < Validity) return known.Standing;
        var standing = Recognition.TryTake(session, userId, out var recognised) ? await OfAsync(recognised.User, recognised.HasShares, cancellationToken)
            : await UserAsync(userId, cancellationToken) is { } user ? await OfAsync(user, mayHaveShares: true, cancellationToken)
            : null;
        _known[userId] = (standing, now);
        return standing;
    }

    /// <summary>Reads shares again when they are asked for next.</summary>
    public void ForgetShares()
    {
        foreach (var (standing, _) in _known.Values) standing?.ForgetShares();
    }

    /// <summary>The roles of a user that exist now: one of a plugin that is not enabled permits nothing.</summary>
    public static IReadOnlyList<RoleDefinition> RolesOf(CatalogSnapshot catalog, User user) =>
        [.. UserRoles.Of(user).Select(key => Administrators.RoleOf(catalog, key)).OfType<RoleDefinition>()];

    /// <summary>A team and all below it; none for none.</summary>
    public async ValueTask<IReadOnlyCollection<Guid>> TreeAsync(Guid? teamId, CancellationToken cancellationToken)
    {
        if (teamId is not { } own) return [];
        var reader = await session.ReaderAsync(cancellationToken);
        var teams = await reader.ListAsync(reader.Query<Team>().Where(t => t.ParentId != null && t.DeletedAt == null), cancellationToken);
        var below = teams.ToLookup(t => t.ParentId!.Value, t => t.Id);
        var all = new HashSet<Guid> { own };
        var open = new Queue<Guid>(all);
        while (open.TryDequeue(out var team))
            foreach (var under in below[team])
                if (all.Add(under)) open.Enqueue(under);
        return all;
    }

    private async ValueTask<User?> UserAsync(Guid userId, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        return await reader.ListAsync(reader.Query<User>().Where(u => u.Id == userId && u.DeletedAt == null), cancellationToken) is [{ IsActive: true } user] ? user : null;
    }

    private async ValueTask<Standing> OfAsync(User user, bool mayHaveShares, CancellationToken cancellationToken)
    {
        var roles = RolesOf(session.Catalog, user);
        IReadOnlyCollection<Guid> teams = user.TeamId is not { } own ? [] : roles.Any(ReachesBelow) ? await TreeAsync(own, cancellationToken) : [own];
        return new Standing(session, loader, new Grants(user.Id, user.TeamId, teams, roles), mayHaveShares);
    }

    private static bool ReachesBelow(RoleDefinition role) => role.Permissions.Any(p => (p.Scope & AccessScope.TeamTree) != 0);
}
