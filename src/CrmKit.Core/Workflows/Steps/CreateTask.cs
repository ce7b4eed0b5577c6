using CrmKit.Activities;

namespace CrmKit.Workflows;

/// <summary>Gives somebody something to do about the record.</summary>
internal sealed class CreateTask : IWorkflowAction
{
    public static readonly Field<string> Subject = Field.Text("subject");
    public static readonly Field<string> Body = Field.LongText("body");
    public static readonly Field<string> Priority = Field.Option("priority");
    public static readonly Field<long> DueInDays = Field.Integer("due-in-days");
    public static readonly Field<Guid> Owner = Field.Reference("owner");

    public ValueTask CheckAsync(WorkflowCheckContext context, CancellationToken cancellationToken)
    {
        RecordTexts.Check(context, Subject.Key);
        RecordTexts.Check(context, Body.Key);
        return default;
    }

    public async ValueTask RunAsync(WorkflowActionContext context, CancellationToken cancellationToken)
    {
        var inputs = context.Inputs;
        var changes = new ChangeSet { Reason = $"workflow {context.Workflow}" };
        foreach (var record in context.Records)
        {
            var task = new FollowUp
            {
                Subject = RecordTexts.Fill(inputs.Text(Subject.Key)!, context.Type, record),
                Body = inputs.Text(Body.Key) is { } body ? RecordTexts.Fill(body, context.Type, record) : null,
                Priority = inputs.Text(Priority.Key) is { } priority ? (FollowUpPriority)EnumCode.Parse(typeof(FollowUpPriority), priority) : FollowUpPriority.Normal,
                DueAt = inputs.Number(DueInDays.Key) is { } days ? context.Session.Now.AddDays((double)days) : null,
                RegardingType = context.Type.Key,
                RegardingId = record.Id,
            };
            changes.Create(task, new InitialState { OwnerId = inputs.Reference(Owner.Key) ?? (record as RootRecord)?.OwnerId });
        }
        await context.Session.Records.SaveAsync(changes, cancellationToken);
    }
}
