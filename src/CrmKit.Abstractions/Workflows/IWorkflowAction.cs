using CrmKit.Sessions;

namespace CrmKit.Workflows;

/// <summary>Does something to or for records.</summary>
/// <remarks>
/// One instance per batch. All actions of a run, and the mark that it ran, are one transaction, so each takes effect once however often the run is delivered; for what leaves the process ask for an effect, with
/// <see cref="WorkflowActionContext.KeyOf"/> as its key. What throws, or fails a record, takes back all that the run did to that record. Together the actions of a batch have 30 seconds.
/// </remarks>
public interface IWorkflowAction : IWorkflowStep
{
    /// <summary>Acts on all records of the batch.</summary>
    ValueTask RunAsync(WorkflowActionContext context, CancellationToken cancellationToken);
}

/// <summary>A batch of records that an action is for.</summary>
public sealed class WorkflowActionContext
{
    private readonly Action<Record, CrmError> _fail;
    private readonly string _cause;

    internal WorkflowActionContext(ICrmSession session, RecordTypeDefinition type, CustomValues inputs, IReadOnlyList<Record> records, string workflow, string cause, Action<Record, CrmError> fail) =>
        (Session, Type, Inputs, Records, Workflow, _cause, _fail) = (session, type, inputs, records, workflow, cause, fail);

    /// <summary>The doors, with the rights of the workflow, inside the transaction of the run.</summary>
    public ICrmSession Session { get; }

    /// <summary>The type of all records.</summary>
    public RecordTypeDefinition Type { get; }

    /// <summary>The action's inputs.</summary>
    public CustomValues Inputs { get; }

    /// <summary>The records as they are now, after the actions before this one; at least one.</summary>
    public IReadOnlyList<Record> Records { get; }

    /// <summary>The workflow's key.</summary>
    public string Workflow { get; }

    /// <summary>A key that is the same whenever this action is tried for this record and cause, and no other: for effects.</summary>
    public string KeyOf(Record record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return $"{_cause}/{record.Id}";
    }

    /// <summary>The run fails for this record; the others go on.</summary>
    public void Fail(Record record, CrmError error)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(error);
        _fail(record, error);
    }
}
