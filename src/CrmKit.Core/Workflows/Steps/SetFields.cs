namespace CrmKit.Workflows;

/// <summary>Writes values into fields of the record.</summary>
internal sealed class SetFields : IWorkflowAction
{
    public async ValueTask RunAsync(WorkflowActionContext context, CancellationToken cancellationToken)
    {
        var values = WorkflowInputs.ValuesOf(context.Type, context.Inputs);
        var changes = new ChangeSet { Reason = $"workflow {context.Workflow}" };
        foreach (var record in context.Records) changes.Patch(context.Type.Ref(record.Id), values);
        await context.Session.Records.SaveAsync(changes, cancellationToken);
    }
}
