using CrmKit.Sessions;

namespace CrmKit.Workflows;

/// <summary>What triggers, conditions and actions have in common.</summary>
public interface IWorkflowStep
{
    /// <summary>Says what is wrong with inputs beyond their schema, when a workflow is saved. Nothing unless overridden.</summary>
    ValueTask CheckAsync(WorkflowCheckContext context, CancellationToken cancellationToken) => default;
}

/// <summary>One use of a step in a workflow that is being saved.</summary>
public sealed class WorkflowCheckContext
{
    private readonly Action<CrmError> _refuse;

    internal WorkflowCheckContext(ICrmSession session, RecordTypeDefinition type, CustomValues inputs, Action<CrmError> refuse) =>
        (Session, Type, Inputs, _refuse) = (session, type, inputs, refuse);

    /// <summary>The doors, with the rights of whoever saves.</summary>
    public ICrmSession Session { get; }

    /// <summary>The type of the workflow's records.</summary>
    public RecordTypeDefinition Type { get; }

    /// <summary>The inputs; they keep to the schema.</summary>
    public CustomValues Inputs { get; }

    /// <summary>Refuses the workflow; name the input as the error's field.</summary>
    public void Refuse(CrmError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        _refuse(error);
    }
}
