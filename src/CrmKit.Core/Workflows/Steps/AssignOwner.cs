namespace CrmKit.Workflows;

/// <summary>Gives the record to a user, or to the pool of a team.</summary>
internal sealed class AssignOwner : IWorkflowAction
{
    public static readonly Field<Guid> User = Field.Reference("user");
    public static readonly Field<Guid> Team = Field.Reference("team");

    public ValueTask CheckAsync(WorkflowCheckContext context, CancellationToken cancellationToken)
    {
        if (context.Inputs.Reference(User.Key) is null && context.Inputs.Reference(Team.Key) is null) context.Refuse(WorkflowErrors.OwnerNeeded());
        return default;
    }

    public async ValueTask RunAsync(WorkflowActionContext context, CancellationToken cancellationToken)
    {
        var (records, team) = (context.Records.Select(r => context.Type.Ref(r.Id)).ToList(), context.Inputs.Reference(Team.Key));
        if (context.Inputs.Reference(User.Key) is { } user) await context.Session.Assignments.AssignAsync(records, user, team, cancellationToken);
        else await context.Session.Assignments.ReleaseAsync(records, team, cancellationToken);
    }
}
