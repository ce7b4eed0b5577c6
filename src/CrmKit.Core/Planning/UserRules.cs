namespace CrmKit.Planning;

/// <summary>Roles and time zones of users exist.</summary>
internal sealed class UserRules : IRecordValidator
{
    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var (roles, zone) = (context.Type.Field("roles"), context.Type.Field("timeZone"));
        foreach (var (change, user) in context.Living<User>())
        {
            // A role of a plugin that is not enabled now stays on those who had it.
            if (change.HasChanged(roles))
                foreach (var key in UserRoles.Of(user))
                    if (!context.Session.Catalog.TryRole(key, out _) && !(change.Before is User before && UserRoles.Of(before).Contains(key)))
                        context.Refuse(change, PlanningErrors.RoleUnknown(key, context.Session.Catalog.Roles.Select(r => r.Key)));
            if (change.HasChanged(zone) && user.TimeZone is { } name && !TimeZoneInfo.TryFindSystemTimeZoneById(name, out _))
                context.Refuse(change, PlanningErrors.TimeZoneUnknown(name));
        }
        return default;
    }
}
