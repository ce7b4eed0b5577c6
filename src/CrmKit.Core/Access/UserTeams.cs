using CrmKit.Planning;
using CrmKit.Sessions;

namespace CrmKit.Access;

/// <summary>The teams of users, for records that follow their owner's team.</summary>
internal sealed class UserTeams(CrmSession session) : ISessionService
{
    private readonly Dictionary<Guid, Guid?> _teams = [];

    /// <summary>Reads the teams of users not asked about before; afterwards <see cref="Of"/> answers.</summary>
    public async ValueTask LoadAsync(IEnumerable<Guid> users, CancellationToken cancellationToken)
    {
        var missing = users.Where(u => !_teams.ContainsKey(u)).ToHashSet();
        if (missing.Count == 0) return;
        var reader = await session.ReaderAsync(cancellationToken);
        foreach (var some in missing.Chunk(500))
        {
            var ids = some.ToList();
            foreach (var user in await reader.ListAsync(reader.Query<User>().Where(u => ids.Contains(u.Id)), cancellationToken)) _teams[user.Id] = user.TeamId;
        }
    }

    public Guid? Of(Guid? user) => user is { } id && _teams.TryGetValue(id, out var team) ? team : null;
}
