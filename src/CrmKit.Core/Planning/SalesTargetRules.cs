namespace CrmKit.Planning;

/// <summary>A target is for one user, for one team, or for all.</summary>
internal sealed class SalesTargetRules : IRecordValidator
{
    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var (change, target) in context.Living<SalesTarget>())
            if (target is { UserId: not null, TeamId: not null }) context.Refuse(change, PlanningErrors.TargetForTwo(target.Name));
        return default;
    }
}
