using CrmKit.Planning;
using CrmKit.Sessions;

namespace CrmKit.Access;

/// <summary>Who may give users rights: whoever administers users, and only of what he holds himself. The same for whom they sign in as.</summary>
internal sealed class UserRights : IRecordValidator
{
    /// <summary>What of a user decides about his rights, or about who is him.</summary>
    private static readonly string[] Deciding = ["roles", "teamId", "isActive", "email"];

    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var session = (CrmSession)context.Session;
        if (session.Actor.IsSystem) return;
        var (limits, administers) = (session.Service<GrantLimits>(), await session.Access.ScopeAsync(context.Type, Operations.Administer, cancellationToken) == AccessScope.All);
        foreach (var change in context.Changes)
        {
            var (before, after) = ((User?)change.Before, (User)change.After);
            var decided = change.Operation == RecordOperation.Update ? Deciding.FirstOrDefault(key => change.HasChanged(context.Type.Field(key))) : UserRoles.Of(after).Count > 0 ? "roles" : null;
            if (decided is null) continue;
            if (!administers)
            {
                if (decided != "email") context.Forbid(change, AccessErrors.UserRights(after, decided)); // of addresses AddressOfOthers speaks
                continue;
            }
            foreach (var key in UserRoles.Of(after).Union(before is null ? [] : UserRoles.Of(before)))
                if (Administrators.RoleOf(session.Catalog, key) is { } role && await limits.BeyondAsync(role, cancellationToken) is { } beyond)
                    context.Forbid(change, AccessErrors.GrantExceeds(role, beyond));
        }
    }
}
