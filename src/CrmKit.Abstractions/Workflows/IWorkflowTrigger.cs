using CrmKit.Events;
using CrmKit.Sessions;

namespace CrmKit.Workflows;

/// <summary>Says for which records an event, or the passing of time, starts a workflow.</summary>
/// <remarks>
/// One instance per start. Asked once for each event and workflow, after the commit, in a transaction of its own: one that throws is asked again by the rule of the outbox.
/// The records' filter and conditions are asked afterwards.
/// </remarks>
public interface IWorkflowTrigger : IWorkflowStep
{
    /// <summary>Names records by <see cref="WorkflowTriggerContext.Start"/>.</summary>
    ValueTask SelectAsync(WorkflowTriggerContext context, CancellationToken cancellationToken);
}

/// <summary>What may start one workflow.</summary>
public sealed class WorkflowTriggerContext
{
    private readonly HashSet<Guid> _started = [];

    internal WorkflowTriggerContext(ICrmSession session, RecordTypeDefinition type, CustomValues inputs, CrmEvent? happened, DateTimeOffset since, DateTimeOffset until) =>
        (Session, Type, Inputs, Event, Since, Until) = (session, type, inputs, happened, since, until);

    /// <summary>The doors, with the rights of the workflow.</summary>
    public ICrmSession Session { get; }

    /// <summary>The type of the workflow's records.</summary>
    public RecordTypeDefinition Type { get; }

    /// <summary>The trigger's inputs.</summary>
    public CustomValues Inputs { get; }

    /// <summary>What happened; <see langword="null"/> when time passed.</summary>
    public CrmEvent? Event { get; }

    /// <summary>From when time passed, in UTC, itself not included: the next question begins where this one ends. When something happened, that time.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>Up to when, included.</summary>
    public DateTimeOffset Until { get; }

    internal IReadOnlyCollection<Guid> Started => _started;

    /// <summary>Starts the workflow for records; each once, however often it is named.</summary>
    public void Start(params IEnumerable<Guid> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        _started.UnionWith(records);
    }
}
