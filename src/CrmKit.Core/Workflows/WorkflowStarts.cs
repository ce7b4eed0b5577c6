using CrmKit.Diagnostics;
using CrmKit.Events;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Workflows;

/// <summary>Asks triggers, and queues what they start: in a transaction of its own with the mark that this cause was asked about.</summary>
internal static class WorkflowStarts
{
    /// <summary>How many runs may cause one another in a row.</summary>
    private const int DeepestDepth = 8;

    /// <summary>The active workflows that an event may start.</summary>
    public static IReadOnlyList<WorkflowDefinition> For(string eventName, CatalogSnapshot catalog) =>
    [
        .. catalog.Workflows.Where(w => w.IsActive && catalog.TryType(w.RecordType, out _)
            && catalog.WorkflowTriggers.FirstOrDefault(t => t.Key == w.Trigger.Key) is { } trigger
            && trigger.Events.Any(e => e.Replace("{type}", w.RecordType, StringComparison.Ordinal) == eventName)),
    ];

    /// <summary>Returns why it failed; <see langword="null"/> when what shall run is queued.</summary>
    public static async Task<string?> StartAsync(Crm crm, WorkflowDefinition workflow, OutboxMessage message, CrmEvent? happened, DateTimeOffset since, DateTimeOffset until, TimeProvider clock)
    {
        try
        {
            using var limit = new CancellationTokenSource(OnceDelivery.TimeLimit, clock);
            return await AskAsync(crm, workflow, message, happened, since, until, limit.Token);
        }
        catch (Exception failure)
        {
            Telemetry.Delivered("failed");
            return $"workflow {workflow.Key}: {(failure is CrmException refusal ? refusal.Error.ToString() : $"{failure.GetType().Name}: {failure.Message}")}";
        }
    }

    private static async Task<string?> AskAsync(Crm crm, WorkflowDefinition workflow, OutboxMessage message, CrmEvent? happened, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var session = WorkflowActors.Open(crm, workflow, message, message.Id);
        if (!session.Catalog.TryType(workflow.RecordType, out var type) || session.Handlers<IWorkflowTrigger>(workflow.Trigger.Key) is not [var trigger, ..]) return null; // a plugin is leaving
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var (store, mark) = (work.Transaction, WorkflowActors.DoorOf(workflow.Key));
        if (await store.CountAsync(store.Query<InboxEntry>().Where(i => i.MessageId == message.Id && i.Subscriber == mark), cancellationToken) > 0) return null;

        var rows = new StoreBatch { Inserts = { new InboxEntry { TenantId = message.TenantId, MessageId = message.Id, Subscriber = mark, At = session.Now } } };
        if (happened is null && workflow.ActivatedAt > since) since = workflow.ActivatedAt.Value;
        var context = new WorkflowTriggerContext(session, type, workflow.Trigger.Inputs, happened, since, until);
        if (await trigger.CallAsync(CallKind.Event, context, static (t, c, token) => t.SelectAsync(c, token), cancellationToken) is { } fault) return $"workflow {workflow.Key}: {fault.Detail}";

        if (message.Depth < DeepestDepth) rows.Inserts.AddRange(WorkflowTask.Messages(session, workflow.Key, message, happened is not null, context.Started));
        else rows.Inserts.AddRange(context.Started.Select(record => WorkflowRuns.TooDeep(workflow, message, happened?.Name, record, WorkflowErrors.TooDeep(workflow.Key, DeepestDepth), session.Now)));
        await store.WriteAsync(rows, cancellationToken);
        Failpoint.Hit("workflow.before-start-commit");
        await work.CommitAsync(cancellationToken);
        return null;
    }
}
