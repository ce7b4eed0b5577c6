using CrmKit.Access;
using CrmKit.Sessions;

namespace CrmKit.Views;

/// <summary>Who may use, share and change what people keep under a name: views, segments.</summary>
internal sealed class SharingRights(CrmSession session, IAccess access, Standings standings) : ISessionService
{
    public async Task<bool> MayUseAsync(Shared item, CancellationToken cancellationToken)
    {
        if (!session.Catalog.TryType(item.RecordType, out var type)) return await MayChangeAsync(item, cancellationToken); // to see that it is broken, and remove it
        if (await access.ScopeAsync(type, Operations.Read, cancellationToken) == AccessScope.None) return false;
        return session.Actor.IsSystem || item.Sharing == ViewSharing.All || IsOwn(item) || (item.Sharing == ViewSharing.Team && (await TeamsAsync(cancellationToken)).Contains(item.TeamId!.Value));
    }

    public async Task<bool> MayChangeAsync(Shared item, CancellationToken cancellationToken) =>
        IsOwn(item) || await AdministersAsync(cancellationToken);

    /// <param name="item">What is shared.</param>
    /// <param name="refusal">The error, by with whom it cannot be shared.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task DemandSharingAsync(Shared item, Func<string, CrmError> refusal, CancellationToken cancellationToken)
    {
        if (item.Sharing == ViewSharing.Private || await AdministersAsync(cancellationToken)) return;
        if (item.Sharing == ViewSharing.All) throw new CrmForbiddenException(refusal("everybody"));
        if (!(await TeamsAsync(cancellationToken)).Contains(item.TeamId!.Value)) throw new CrmForbiddenException(refusal("that team"));
    }

    private bool IsOwn(Shared item) => item.OwnerId is { } owner && owner == session.Actor.UserId;

    private async Task<bool> AdministersAsync(CancellationToken cancellationToken) =>
        await access.ScopeAsync(session.Catalog.Type("user"), Operations.Administer, cancellationToken) == AccessScope.All;

    private async Task<IReadOnlyCollection<Guid>> TeamsAsync(CancellationToken cancellationToken) =>
        session.Actor.UserId is { } user && await standings.ReadAsync(user, cancellationToken) is { } given ? await standings.TreeAsync(given.Grants.TeamId, cancellationToken) : [];
}

/// <summary>Whose something is, and with whom it is shared.</summary>
internal readonly record struct Shared(string RecordType, ViewSharing Sharing, Guid? TeamId, Guid? OwnerId);
