using CrmKit.Planning;
using CrmKit.Sessions;

namespace CrmKit.Access;

/// <summary>Who keeps a tenant, and who keeps the host: those who may administer users there.</summary>
internal static class AdministratorRights
{
    /// <summary>Whether the actor keeps the host itself: its jobs, plugins, files and health are everybody's, so no other tenant's administrator may touch them.</summary>
    public static async ValueTask<bool> IsOfHostAsync(ICrmSession session, CrmKitOptions host, CancellationToken cancellationToken) =>
        session.TenantId == host.TenantId && await IsOneAsync(session, cancellationToken);

    /// <exception cref="CrmForbiddenException">The actor does not keep the host; with <paramref name="refusal"/>.</exception>
    public static async ValueTask DemandOfHostAsync(ICrmSession session, CrmKitOptions host, Func<CrmError> refusal, CancellationToken cancellationToken)
    {
        if (!await IsOfHostAsync(session, host, cancellationToken)) throw new CrmForbiddenException(refusal());
    }

    /// <exception cref="CrmForbiddenException">The actor is none; with <paramref name="refusal"/>.</exception>
    public static async ValueTask DemandAsync(ICrmSession session, Func<CrmError> refusal, CancellationToken cancellationToken)
    {
        if (!await IsOneAsync(session, cancellationToken)) throw new CrmForbiddenException(refusal());
    }

    public static async ValueTask<bool> IsOneAsync(ICrmSession session, CancellationToken cancellationToken) =>
        await session.Access.ScopeAsync(session.Catalog.Type(typeof(User)), Operations.Administer, cancellationToken) == AccessScope.All;
}
