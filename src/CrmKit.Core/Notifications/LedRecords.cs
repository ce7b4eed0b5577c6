using CrmKit.Planning;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Notifications;

/// <summary>Records of the actor's own, and of the teams that he leads.</summary>
internal sealed class LedRecords(CrmSession session) : ISessionService
{
    private const int MostTeams = 40;

    /// <summary>Which they are, in the filter language.</summary>
    public async Task<string> FilterAsync(CancellationToken cancellationToken)
    {
        var me = session.Actor.UserId;
        var reader = await session.ReaderAsync(cancellationToken);
        var teams = await reader.ListAsync(RecordSource.Rows<Team>(reader, session.Catalog.Type(typeof(Team)), RecordLife.Alive).Where(t => t.ManagerId == me).OrderBy(t => t.Id).Take(MostTeams).Select(t => t.Id), cancellationToken);
        return teams.Count == 0 ? "ownerId eq me()" : $"ownerId eq me() or teamId in ({string.Join(", ", teams.Select(t => $"'{t}'"))})";
    }
}
