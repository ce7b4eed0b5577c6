using CrmKit.Access;
using CrmKit.Sessions;

namespace CrmKit.Records;

/// <summary>Gives records the owner and team asked for; new ones the actor and his team.</summary>
internal sealed class Ownerships(CrmSession session, UserTeams teams) : ISessionService
{
    public async Task ApplyAsync(WriteBatch batch, CancellationToken cancellationToken)
    {
        HashSet<Guid>? owners = null;
        foreach (var item in batch.Items)
        {
            if (item.IsRefused || item.After is not RootRecord root) continue;
            if (item.Request.Owner is { } owner) (root.OwnerId, root.TeamId) = (owner.OwnerId, owner.TeamId);
            else if (item.Operation == RecordOperation.Create) root.OwnerId ??= session.Actor.UserId;
            if (NeedsTeam(item, root)) (owners ??= []).Add(root.OwnerId!.Value);
        }
        if (owners is null) return;
        await teams.LoadAsync(owners, cancellationToken);
        foreach (var item in batch.Items)
            if (!item.IsRefused && item.After is RootRecord root && NeedsTeam(item, root)) root.TeamId = teams.Of(root.OwnerId);
    }

    private static bool NeedsTeam(WriteItem item, RootRecord root) => item.Operation == RecordOperation.Create && root is { OwnerId: not null, TeamId: null };
}
