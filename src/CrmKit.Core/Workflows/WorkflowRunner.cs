using CrmKit.Plugins;
using CrmKit.Sessions;

namespace CrmKit.Workflows;

/// <summary>Does what a workflow says to a batch of records: to each all actions or none (<see cref="RecordBatch{TFailure}"/>).</summary>
internal sealed class WorkflowRunner(CrmSession session, RecordQueries queries) : ISessionService
{
    /// <returns>The records that got everything, and why others got nothing; those that the filter or a condition leaves out are in neither.</returns>
    /// <exception cref="WorkflowStepException">A step failed rather than refused: the batch is tried again as a whole.</exception>
    public async Task<(IReadOnlyList<Guid> Done, IReadOnlyDictionary<Guid, WorkflowFailure> Failed)> RunAsync(
        WorkflowDefinition workflow, WorkflowTask task, IReadOnlyList<Guid> ids, UnitOfWork work, CancellationToken cancellationToken)
    {
        var type = session.Catalog.Type(workflow.RecordType);
        var step = "";
        return await new RecordBatch<WorkflowFailure>(work, type, error => new(step, error)).RunAsync((await FittingAsync(workflow, type, ids, cancellationToken)).Select(r => r.Id), async (some, fail) =>
        {
            for (var i = 0; i < workflow.Actions.Count; i++)
            {
                var now = await queries.GetManyAsync(type.Key, some, cancellationToken); // what the action before made of them; it may have deleted some
                if (now.Count == 0) return;
                step = workflow.Actions[i].Key;
                var isRefused = false;
                var context = new WorkflowActionContext(session, type, workflow.Actions[i].Inputs, now, workflow.Key, $"workflow/{workflow.Key}/{task.CauseId}/{i}", (record, error) =>
                {
                    isRefused = true;
                    fail(record, error);
                });
                var fault = await session.Handlers<IWorkflowAction>(step)[0].CallAsync(CallKind.Event, context, static (a, asked, token) => a.RunAsync(asked, token), cancellationToken);
                if (fault is not null) throw new WorkflowStepException(new(step, WorkflowErrors.StepFailed(step, fault.Detail)));
                if (isRefused) return; // undone: what follows is not asked
            }
        }, cancellationToken);
    }

    private async Task<IReadOnlyList<Record>> FittingAsync(WorkflowDefinition workflow, RecordTypeDefinition type, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return [];
        var records = await queries.MatchingAsync(type, ids, workflow.Filter, cancellationToken);
        foreach (var step in workflow.Conditions)
        {
            if (records.Count == 0) break;
            var context = new WorkflowConditionContext(session, type, step.Inputs, records);
            var fault = await session.Handlers<IWorkflowCondition>(step.Key)[0].CallAsync(CallKind.Event, context, static (c, asked, token) => c.TestAsync(asked, token), cancellationToken);
            if (fault is not null) throw new WorkflowStepException(new(step.Key, WorkflowErrors.StepFailed(step.Key, fault.Detail)));
            records = [.. records.Where(r => !context.LeftOut.Contains(r.Id))];
        }
        return records;
    }
}

/// <summary>A step failed, as text: an exception of a plugin would keep the plugin in memory.</summary>
internal sealed class WorkflowStepException(WorkflowFailure failure) : Exception(failure.Error.Message)
{
    public WorkflowFailure Failure { get; } = failure;
}
