using System.Text.Json;
using CrmKit.Connectors;
using CrmKit.Diagnostics;
using CrmKit.Plugins;
using CrmKit.Scheduling;
using CrmKit.Sessions;
using CrmKit.Storage;
using CrmKit.Workflows;

namespace CrmKit.Events;

/// <summary>Runs a job for one due time, in a session and transaction of its own, once.</summary>
internal static class JobDelivery
{
    /// <summary>Returns why it failed; empty when it ran.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(Crm crm, ExtensionSnapshot extensions, OutboxMessage message, TimeProvider clock)
    {
        try
        {
            if (ConnectorTimes.ConnectorOf(message.Name) is { } connector) return await ConnectorDelivery.RunAsync(crm, extensions, message, connector, clock);
            using var payload = JsonDocument.Parse(message.Payload);
            var due = payload.RootElement.GetProperty("dueAt").GetDateTimeOffset();
            if (WorkflowTimes.WorkflowOf(message.Name) is { } key)
            {
                if (extensions.Catalog.Workflows.FirstOrDefault(w => w.Key == key) is not { IsActive: true } workflow) return []; // switched off meanwhile
                return await WorkflowStarts.StartAsync(crm, workflow, message, null, payload.RootElement.GetProperty("since").GetDateTimeOffset(), due, clock) is { } failure ? [failure] : [];
            }
            if (extensions.For(typeof(IScheduledJob), message.Name) is not [var (source, point), ..]) return [JobErrors.NobodyRuns(message.Name)];
            using var limit = new CancellationTokenSource(OnceDelivery.TimeLimit, clock);
            var (outcome, fault) = await OnceDelivery.DeliverAsync<IScheduledJob, DateTimeOffset>(crm, source, point, message, $"job {message.Name}", "jobs", due,
                static (job, session, sent, dueAt, token) => job.RunAsync(new JobContext(sent.Name, dueAt, session, sent.Attempts), token), limit.Token);
            if (outcome == OnceOutcome.Left) return [JobErrors.NobodyRuns(message.Name)];
            Telemetry.Delivered(fault is not null ? "failed" : outcome == OnceOutcome.Delivered ? "delivered" : "repeated");
            return fault is null ? [] : [$"{message.Name}: {fault.Detail}"];
        }
        catch (Exception failure)
        {
            Telemetry.Delivered("failed");
            return [$"{message.Name}: {failure.GetType().Name}: {failure.Message}"];
        }
    }
}
