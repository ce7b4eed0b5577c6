using CrmKit.Storage;

namespace CrmKit.Workflows;

/// <summary>The rows that say what workflows did: written with what they did.</summary>
internal static class WorkflowRuns
{
    private static readonly string[] Changing =
    [
        nameof(WorkflowRun.Version), nameof(WorkflowRun.Status), nameof(WorkflowRun.Step), nameof(WorkflowRun.ErrorCode), nameof(WorkflowRun.Error), nameof(WorkflowRun.Attempts), nameof(WorkflowRun.At),
    ];

    /// <summary>The runs of a start that are there already, by record.</summary>
    public static async Task<Dictionary<Guid, WorkflowRun>> ReadAsync(IStoreReader reader, OutboxMessage message, CancellationToken cancellationToken) =>
        (await reader.ListAsync(reader.Query<WorkflowRun>().Where(r => r.MessageId == message.Id), cancellationToken)).ToDictionary(r => r.RecordId);

    /// <summary>Adds what became of one record to a batch of rows.</summary>
    public static void Put(StoreBatch rows, Dictionary<Guid, WorkflowRun> known, WorkflowDefinition workflow, WorkflowTask task, OutboxMessage message, Guid record, WorkflowRunStatus status, WorkflowFailure? failure, DateTimeOffset at)
    {
        if (known.TryGetValue(record, out var run)) rows.RowUpdates.Add(new StoreRowUpdate(run, Changing));
        else rows.Inserts.Add(known[record] = run = New(workflow, message, task.EventName, task.CauseId, record, message.Depth - 1));
        (run.Version, run.Status, run.Step, run.ErrorCode, run.Error, run.Attempts, run.At) =
            (workflow.Version, status, failure?.Step, failure?.Error.Code, Short(failure?.Error.Message), message.Attempts, at);
    }

    /// <summary>The row of a run that does not happen because too many caused one another.</summary>
    public static WorkflowRun TooDeep(WorkflowDefinition workflow, OutboxMessage cause, string? eventName, Guid record, CrmError error, DateTimeOffset at)
    {
        var run = New(workflow, cause, eventName, cause.Id, record, cause.Depth);
        (run.MessageId, run.Version, run.Status, run.ErrorCode, run.Error, run.At) = (Guid.CreateVersion7(at), workflow.Version, WorkflowRunStatus.Dead, error.Code, error.Message, at);
        return run;
    }

    private static WorkflowRun New(WorkflowDefinition workflow, OutboxMessage message, string? eventName, Guid cause, Guid record, int depth) => new()
    {
        TenantId = message.TenantId,
        MessageId = message.Id,
        Workflow = workflow.Key,
        RecordType = workflow.RecordType,
        RecordId = record,
        EventName = eventName,
        CauseId = cause,
        Depth = depth,
    };

    private static string? Short(string? text) => text is { Length: > 2000 } ? text[..2000] : text;
}

/// <summary>Why a run failed or waits.</summary>
/// <param name="Step">The key of the step; <see langword="null"/> when none is to blame.</param>
/// <param name="Error">What happened.</param>
internal sealed record WorkflowFailure(string? Step, CrmError Error);
