using CrmKit.Access;
using CrmKit.Sessions;

namespace CrmKit.Views;

/// <summary>Who may use, share and change a view.</summary>
internal sealed class ViewRights(CrmSession session, IAccess access, GrantsReader grants) : ISessionService
{
    public async Task<bool> MayUseAsync(SavedView view, CancellationToken cancellationToken)
    {
        if (!session.Catalog.TryType(view.RecordType, out var type)) return await MayChangeAsync(view, cancellationToken); // to see that it is broken, and remove it
        if (await access.ScopeAsync(type, Operations.Read, cancellationToken) == AccessScope.None) return false;
        return session.Actor.IsSystem || view.Sharing == ViewSharing.All || IsOwn(view) || (view.Sharing == ViewSharing.Team && (await TeamsAsync(cancellationToken)).Contains(view.TeamId!.Value));
    }

    public async Task<bool> MayChangeAsync(SavedView view, CancellationToken cancellationToken) =>
        IsOwn(view) || await AdministersAsync(cancellationToken);

    /// <exception cref="CrmForbiddenException"><c>view.sharing</c>.</exception>
    public async Task DemandSharingAsync(SavedView view, CancellationToken cancellationToken)
    {
        if (view.Sharing == ViewSharing.Private || await AdministersAsync(cancellationToken)) return;
        if (view.Sharing == ViewSharing.All) throw new CrmForbiddenException(ViewErrors.Sharing("everybody"));
        if (!(await TeamsAsync(cancellationToken)).Contains(view.TeamId!.Value)) throw new CrmForbiddenException(ViewErrors.Sharing("that team"));
    }

    private bool IsOwn(SavedView view) => view.OwnerId is { } owner && owner == session.Actor.UserId;

    private async Task<bool> AdministersAsync(CancellationToken cancellationToken) =>
        await access.ScopeAsync(session.Catalog.Type("user"), Operations.Administer, cancellationToken) == AccessScope.All;

    private async Task<IReadOnlyCollection<Guid>> TeamsAsync(CancellationToken cancellationToken) =>
        session.Actor.UserId is { } user && await grants.ReadAsync(user, cancellationToken) is { } given ? given.Teams : [];
}
