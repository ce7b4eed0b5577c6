using CrmKit.Access;
using CrmKit.Diagnostics;
using CrmKit.Events;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Workflows;

/// <summary>Runs a workflow for a batch of records: what it does and what is told of it are one transaction, so that a second delivery finds it done.</summary>
internal static class WorkflowDelivery
{
    public static async Task<DeliveryOutcome> RunAsync(Crm crm, ExtensionSnapshot extensions, OutboxMessage message, int attempts, TimeProvider clock)
    {
        if (extensions.Catalog.Workflows.FirstOrDefault(w => w.Key == message.Name) is not { } workflow) return Failed(message, WorkflowErrors.Removed(message.Name));
        if (!workflow.IsActive) return new([]); // switched off: what was queued ends
        var task = WorkflowTask.Read(message);
        var failing = message.Attempts < attempts ? WorkflowRunStatus.Failed : WorkflowRunStatus.Dead;
        WorkflowFailure failure;
        try
        {
            using var limit = new CancellationTokenSource(OnceDelivery.TimeLimit, clock);
            return await RunAsync(crm, workflow, task, message, failing, limit.Token);
        }
        catch (WorkflowStepException broken)
        {
            failure = broken.Failure;
        }
        catch (CrmValidationException refusal) when (refusal.Error.Code == "filter.field-unknown")
        {
            failure = new(null, WorkflowErrors.Held("What its filter names", refusal.Error.Message));
            await TellAsync(crm, workflow, task, message, WorkflowRunStatus.Held, failure);
            return new([], failure.Error.Message);
        }
        catch (CrmException refusal)
        {
            failure = new(null, refusal.Error);
        }
        catch (OperationCanceledException)
        {
            failure = new(null, WorkflowErrors.StepFailed(workflow.Key, $"the batch did not end within {OnceDelivery.TimeLimit.TotalSeconds:0} seconds."));
        }
        // Its session may still be in a plugin's hands: what is told of the failure goes through another one.
        await TellAsync(crm, workflow, task, message, failing, failure);
        Telemetry.Delivered("failed");
        return Failed(message, failure.Error);
    }

    private static async Task<DeliveryOutcome> RunAsync(Crm crm, WorkflowDefinition workflow, WorkflowTask task, OutboxMessage message, WorkflowRunStatus failing, CancellationToken cancellationToken)
    {
        await using var session = WorkflowActors.Open(crm, workflow, message, task.CauseId);
        if ((Missing(session, workflow) ?? await InactiveAsync(session, workflow, cancellationToken)) is { } missing)
        {
            await TellAsync(crm, workflow, task, message, WorkflowRunStatus.Held, missing);
            return new([], missing.Error.Message);
        }
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var known = await WorkflowRuns.ReadAsync(work.Transaction, message, cancellationToken);
        var open = task.Records.Where(r => !known.TryGetValue(r, out var run) || run.Status != WorkflowRunStatus.Done).ToList();
        var (done, failed) = await session.Service<WorkflowRunner>().RunAsync(workflow, task, open, work, cancellationToken);

        var rows = new StoreBatch();
        foreach (var record in done) WorkflowRuns.Put(rows, known, workflow, task, message, record, WorkflowRunStatus.Done, null, session.Now);
        foreach (var (record, failure) in failed) WorkflowRuns.Put(rows, known, workflow, task, message, record, failing, failure, session.Now);
        await work.Transaction.WriteAsync(rows, cancellationToken);
        Failpoint.Hit("workflow.before-run-commit");
        await work.CommitAsync(cancellationToken);
        Failpoint.Hit("workflow.after-run-commit");
        Telemetry.Delivered(failed.Count > 0 ? "failed" : open.Count > 0 ? "delivered" : "repeated");
        return failed.Count == 0 ? new([]) : Failed(message, failed.Values.First().Error);
    }

    // In whose name it acts, he may act again one day; until then it does nothing.
    private static async Task<WorkflowFailure?> InactiveAsync(CrmSession session, WorkflowDefinition workflow, CancellationToken cancellationToken) =>
        session.Actor.UserId is { } user && await session.Service<Standings>().ReadAsync(user, cancellationToken) is null ? new(null, WorkflowErrors.UserInactive(workflow, user)) : null;

    // A filter over a disabled plugin's fields is found missing when it is read.
    private static WorkflowFailure? Missing(CrmSession session, WorkflowDefinition workflow)
    {
        if (!session.Catalog.TryType(workflow.RecordType, out _)) return new(null, WorkflowErrors.Held("Record type", workflow.RecordType));
        foreach (var step in workflow.Conditions)
            if (session.Handlers<IWorkflowCondition>(step.Key).Count == 0) return new(step.Key, WorkflowErrors.Held("Condition", step.Key));
        foreach (var step in workflow.Actions)
            if (session.Handlers<IWorkflowAction>(step.Key).Count == 0) return new(step.Key, WorkflowErrors.Held("Action", step.Key));
        return null;
    }

    private static async Task TellAsync(Crm crm, WorkflowDefinition workflow, WorkflowTask task, OutboxMessage message, WorkflowRunStatus status, WorkflowFailure failure)
    {
        await using var session = crm.Open(WorkflowActors.SystemOf(workflow.Key), WorkflowActors.DoorOf(workflow.Key), message.TenantId, task.CauseId);
        await using var work = await session.BeginWorkAsync(CancellationToken.None);
        var known = await WorkflowRuns.ReadAsync(work.Transaction, message, CancellationToken.None);
        var rows = new StoreBatch();
        foreach (var record in task.Records)
            if (!known.TryGetValue(record, out var run) || (run.Status != WorkflowRunStatus.Done && !(run.Status == WorkflowRunStatus.Held && status == WorkflowRunStatus.Held)))
                WorkflowRuns.Put(rows, known, workflow, task, message, record, status, failure, session.Now);
        if (rows.Inserts.Count + rows.RowUpdates.Count == 0) return;
        await work.Transaction.WriteAsync(rows, CancellationToken.None);
        await work.CommitAsync();
    }

    private static DeliveryOutcome Failed(OutboxMessage message, CrmError error) => new([$"workflow {message.Name}: {error}"]);
}
