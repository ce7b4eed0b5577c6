using CrmKit.Sessions;

namespace CrmKit.Workflows;

/// <summary>Decides for which records a workflow runs, where a filter does not reach.</summary>
/// <remarks>One instance per batch. Asked in the transaction of the actions. One that fails lets nothing through: the run is tried again by the rule of the outbox.</remarks>
public interface IWorkflowCondition : IWorkflowStep
{
    /// <summary>Leaves out records by <see cref="WorkflowConditionContext.LeaveOut"/>.</summary>
    ValueTask TestAsync(WorkflowConditionContext context, CancellationToken cancellationToken);
}

/// <summary>Records that a workflow may run for.</summary>
public sealed class WorkflowConditionContext
{
    private readonly HashSet<Guid> _leftOut = [];

    internal WorkflowConditionContext(ICrmSession session, RecordTypeDefinition type, CustomValues inputs, IReadOnlyList<Record> records) =>
        (Session, Type, Inputs, Records) = (session, type, inputs, records);

    /// <summary>The doors, with the rights of the workflow.</summary>
    public ICrmSession Session { get; }

    /// <summary>The type of all records.</summary>
    public RecordTypeDefinition Type { get; }

    /// <summary>The condition's inputs.</summary>
    public CustomValues Inputs { get; }

    /// <summary>The records as they are now; at least one.</summary>
    public IReadOnlyList<Record> Records { get; }

    internal IReadOnlySet<Guid> LeftOut => _leftOut;

    /// <summary>The workflow does not run for this record.</summary>
    public void LeaveOut(Record record)
    {
        ArgumentNullException.ThrowIfNull(record);
        _leftOut.Add(record.Id);
    }
}
