using CrmKit.Pipelines;

namespace CrmKit.Workflows;

/// <summary>Moves the record to another stage of its pipeline; one that is there already stays.</summary>
internal sealed class MoveStage : IWorkflowAction
{
    public static readonly Field<string> Stage = Field.Text("stage");
    public static readonly Field<string> LossReason = Field.Text("loss-reason");

    public ValueTask CheckAsync(WorkflowCheckContext context, CancellationToken cancellationToken)
    {
        StageKeys.Check(context, Stage.Key, context.Inputs.Text(Stage.Key)!);
        return default;
    }

    public async ValueTask RunAsync(WorkflowActionContext context, CancellationToken cancellationToken)
    {
        var stage = context.Inputs.Text(Stage.Key)!;
        var moves = context.Records.Where(r => ((RootRecord)r).StageKey != stage)
            .Select(r => new StageMove(context.Type.Ref(r.Id), stage) { LossReason = context.Inputs.Text(LossReason.Key), Note = $"workflow {context.Workflow}" }).ToList();
        if (moves.Count > 0) await context.Session.Pipelines.MoveAsync(moves, cancellationToken: cancellationToken);
    }
}
