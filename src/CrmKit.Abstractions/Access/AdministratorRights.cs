using CrmKit.Planning;
using CrmKit.Sessions;

namespace CrmKit.Access;

/// <summary>Who keeps the installation: those who may administer users.</summary>
internal static class AdministratorRights
{
    /// <exception cref="CrmForbiddenException">The actor is none; with <paramref name="refusal"/>.</exception>
    public static async ValueTask DemandAsync(ICrmSession session, Func<CrmError> refusal, CancellationToken cancellationToken)
    {
        if (await session.Access.ScopeAsync(session.Catalog.Type(typeof(User)), Operations.Administer, cancellationToken) != AccessScope.All) throw new CrmForbiddenException(refusal());
    }
}
