using CrmKit.Planning;

namespace CrmKit.Access;

/// <summary>Whoever has a user's address can have a link for a new password sent to it: that takes the right to administer users, not only to write them.</summary>
internal sealed class AddressOfOthers : IRecordValidator
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var (session, email) = (context.Session, context.Type.Field("email"));
        if (session.Actor.IsSystem || await session.Access.ScopeAsync(context.Type, Operations.Administer, cancellationToken) == AccessScope.All) return;
        foreach (var (change, user) in context.Living<User>())
            if (change.Before is not null && change.HasChanged(email)) throw new CrmForbiddenException(AccessErrors.AddressForbidden(user));
    }
}
