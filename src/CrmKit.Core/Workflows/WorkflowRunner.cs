using CrmKit.Plugins;
using CrmKit.Sessions;

namespace CrmKit.Workflows;

/// <summary>Does what a workflow says to a batch of records. A record gets all actions or none; one that is refused takes nothing from the others.</summary>
internal sealed class WorkflowRunner(CrmSession session, RecordQueries queries) : ISessionService
{
    /// <returns>The records that got everything, and why others got nothing; those that the filter or a condition leaves out are in neither.</returns>
    /// <exception cref="WorkflowStepException">A step failed rather than refused: the batch is tried again as a whole.</exception>
    public async Task<(IReadOnlyList<Guid> Done, IReadOnlyDictionary<Guid, WorkflowFailure> Failed)> RunAsync(
        WorkflowDefinition workflow, WorkflowTask task, IReadOnlyList<Guid> ids, UnitOfWork work, CancellationToken cancellationToken)
    {
        var type = session.Catalog.Type(workflow.RecordType);
        var records = await FittingAsync(workflow, type, ids, cancellationToken);
        var (done, failed) = (new List<Guid>(), new Dictionary<Guid, WorkflowFailure>());
        while (records.Count > 0)
        {
            var (isRefused, blamed) = await AttemptAsync(workflow, task, type, records, work, cancellationToken);
            if (!isRefused) done.AddRange(records.Select(r => r.Id));
            else if (blamed.Count == 0) // the refusal of the batch names nobody
                foreach (var record in records)
                {
                    (isRefused, blamed) = await AttemptAsync(workflow, task, type, [record], work, cancellationToken);
                    if (isRefused) failed.Add(record.Id, blamed[record.Id]);
                    else done.Add(record.Id);
                }
            foreach (var (record, failure) in blamed) failed[record] = failure;
            records = [.. records.Where(r => !failed.ContainsKey(r.Id) && !done.Contains(r.Id))];
        }
        return (done, failed);
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

    // Refused, nobody got anything; who is to blame may be known, and of one record always is.
    private async Task<(bool IsRefused, IReadOnlyDictionary<Guid, WorkflowFailure> Blamed)> AttemptAsync(
        WorkflowDefinition workflow, WorkflowTask task, RecordTypeDefinition type, IReadOnlyList<Record> records, UnitOfWork work, CancellationToken cancellationToken)
    {
        var failed = new Dictionary<Guid, WorkflowFailure>();
        var ids = records.Select(r => r.Id).ToHashSet();
        var step = "";
        var refusal = await work.TryAsync(async () =>
        {
            for (var i = 0; i < workflow.Actions.Count; i++)
            {
                var now = await queries.GetManyAsync(type.Key, ids, cancellationToken); // what the action before made of them; it may have deleted some
                if (now.Count == 0) return;
                step = workflow.Actions[i].Key;
                var context = new WorkflowActionContext(session, type, workflow.Actions[i].Inputs, now, workflow.Key, $"workflow/{workflow.Key}/{task.CauseId}/{i}",
                    (record, error) => failed.TryAdd(record.Id, new(step, error)));
                var fault = await session.Handlers<IWorkflowAction>(step)[0].CallAsync(CallKind.Event, context, static (a, asked, token) => a.RunAsync(asked, token), cancellationToken);
                if (fault is not null) throw new WorkflowStepException(new(step, WorkflowErrors.StepFailed(step, fault.Detail)));
                if (failed.Count > 0) throw new CrmRuleException(failed.Values.First().Error); // undone; the others are tried without these
            }
        }, cancellationToken);
        if (refusal is null || failed.Count > 0) return (refusal is not null, failed);
        if (records.Count == 1) failed.Add(records[0].Id, new(step, refusal.Error));
        else if (refusal.Errors.All(e => e.Record is { } named && named.Type == type.Key && ids.Contains(named.Id)))
            foreach (var error in refusal.Errors) failed.TryAdd(error.Record!.Value.Id, new(step, error));
        return (true, failed);
    }
}

/// <summary>A step failed, as text: an exception of a plugin would keep the plugin in memory.</summary>
internal sealed class WorkflowStepException(WorkflowFailure failure) : Exception(failure.Error.Message)
{
    public WorkflowFailure Failure { get; } = failure;
}
