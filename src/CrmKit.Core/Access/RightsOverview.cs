using CrmKit.Planning;
using CrmKit.Sessions;

namespace CrmKit.Access;

/// <summary>All that roles permit, type by type.</summary>
internal sealed class RightsOverview(CrmSession session, UserAccess user, Standings standings) : ISessionService
{
    private static readonly Operations[] Single = [.. Enum.GetValues<Operations>().Where(o => int.IsPow2((int)o))];

    public async Task<RightsMatrix> OfUserAsync(Guid? userId, CancellationToken cancellationToken)
    {
        if ((userId ?? session.Actor.UserId) is not { } asked) return Of(new Grants(Guid.Empty, null, [], [System]), []);
        await user.DemandAskingAsync(asked, cancellationToken);
        var standing = await standings.ReadAsync(asked, cancellationToken) ?? throw new CrmForbiddenException(AccessErrors.UserInactive(asked));
        return Of(standing.Grants, [.. standing.Grants.Roles.Select(r => r.Key)], asked == session.Actor.UserId ? session.Actor.Scopes : null);
    }

    public async Task<RightsMatrix> OfRolesAsync(IReadOnlyCollection<string> roles, CancellationToken cancellationToken)
    {
        await user.DemandAskingAsync(null, cancellationToken);
        var held = roles.Distinct(StringComparer.Ordinal).Select(key => Administrators.RoleOf(session.Catalog, key)
            ?? throw new CrmValidationException(PlanningErrors.RoleUnknown(key, session.Catalog.Roles.Select(r => r.Key)))).ToList();
        return Of(new Grants(Guid.Empty, null, [], held), [.. held.Select(r => r.Key)]);
    }

    private static RoleDefinition System { get; } = new() { Key = "system", Label = new("System"), Permissions = [new Permission("*", Operations.All, AccessScope.All)] };

    // A key may be for less than its user may do.
    private RightsMatrix Of(Grants grants, IReadOnlyList<string> roles, KeyScopes? limits = null)
    {
        var types = new List<TypeRights>();
        foreach (var type in session.Catalog.Types)
        {
            var scopes = new Dictionary<Operations, AccessScope>();
            foreach (var operation in Single)
            {
                var (root, asked) = user.RootOf(type, operation);
                if (limits?.Allow(root.Key, asked) != false && grants.Scope(root.Key, asked) is var scope and not AccessScope.None) scopes[operation] = scope;
            }
            if (scopes.Count > 0) types.Add(new TypeRights(type.Key, scopes, InOrder(user.Restricted(grants, type, isWrite: false)), InOrder(user.Restricted(grants, type, isWrite: true))));
        }
        return new RightsMatrix(roles, types);
    }

    private static List<string> InOrder(IReadOnlySet<string> fields) => [.. fields.Order(StringComparer.Ordinal)];
}
