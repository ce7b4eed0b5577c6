using CrmKit.Planning;
using CrmKit.Sessions;

namespace CrmKit.Access;

/// <summary>The last administrator stays: without one, nobody could give rights again.</summary>
internal sealed class LastAdministrator : IRecordValidator
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var leaving = context.Changes.Where(c => c.Before is User before && Is(before) && !Stays(c)).ToList();
        if (leaving.Count == 0 || context.Changes.Any(Stays)) return;
        await ((CrmSession)context.Session).Transaction!.LockAsync([new("administrators")], cancellationToken); // two that leave at the same time: the second finds the first gone
        var changing = context.Changes.Select(c => c.After.Id).ToHashSet();
        var others = await context.ListAsync<User>(u => u.IsActive && u.Roles != null, cancellationToken);
        if (others.Any(u => !changing.Contains(u.Id) && Is(u))) return;
        foreach (var change in leaving) context.Refuse(change, AccessErrors.LastAdministrator((User)change.Before!));

        bool Is(User user) => Administrators.Is(user, key => Administrators.RoleOf(context.Session.Catalog, key));
        bool Stays(PendingChange change) => change.Operation != RecordOperation.Delete && Is((User)change.After);
    }
}
