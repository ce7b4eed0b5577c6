using System.Text.Json;
using CrmKit.Connectors;
using CrmKit.Diagnostics;
using CrmKit.Lifecycles;
using CrmKit.Plugins;
using CrmKit.Scheduling;
using CrmKit.Sessions;
using CrmKit.Storage;
using CrmKit.Workflows;

namespace CrmKit.Events;

/// <summary>Runs a job for one due time, in a session and transaction of its own, once.</summary>
internal static class JobDelivery
{
    public static async Task<DeliveryOutcome> RunAsync(Crm crm, AbsentSources extensions, OutboxMessage message, TimeProvider clock)
    {
        try
        {
            if (ConnectorTimes.ConnectorOf(message.Name) is { } connector) return new(await ConnectorDelivery.RunAsync(crm, extensions.Present, message, connector, clock));
            if (message.Name == LifecycleQueue.Job)
            {
                await LifecycleQueue.DeliverAsync(crm, message, clock);
                Telemetry.Delivered("delivered");
                return new([]);
            }
            using var payload = JsonDocument.Parse(message.Payload);
            var due = payload.RootElement.GetProperty("dueAt").GetDateTimeOffset();
            if (WorkflowTimes.WorkflowOf(message.Name) is { } key)
            {
                if (extensions.Present.Catalog.Workflows.FirstOrDefault(w => w.Key == key) is not { IsActive: true } workflow) return new([]); // switched off meanwhile
                return new(await WorkflowStarts.StartAsync(crm, workflow, message, null, payload.RootElement.GetProperty("since").GetDateTimeOffset(), due, clock) is { } failure ? [failure] : []);
            }
            if (extensions.Present.For(typeof(IScheduledJob), message.Name) is not [var (source, point), ..])
                return extensions.Awaited(typeof(IScheduledJob), message.Name) is { } awaited ? new([], awaited) : new([JobErrors.NobodyRuns(message.Name)]);
            using var limit = new CancellationTokenSource(OnceDelivery.TimeLimit, clock);
            var (outcome, fault) = await OnceDelivery.DeliverAsync<IScheduledJob, DateTimeOffset>(crm, source, point, message, $"job {message.Name}", "jobs", due,
                static (job, session, sent, dueAt, token) => job.RunAsync(new JobContext(sent.Name, dueAt, session, sent.Attempts), token), limit.Token);
            if (outcome == OnceOutcome.Left) return new([], AbsentSources.Waits(message.Name, [source.Id]));
            Telemetry.Delivered(fault is not null ? "failed" : outcome == OnceOutcome.Delivered ? "delivered" : "repeated");
            return new(fault is null ? [] : [$"{message.Name}: {fault.Detail}"]);
        }
        catch (Exception failure)
        {
            Telemetry.Delivered("failed");
            return new([$"{message.Name}: {failure.GetType().Name}: {failure.Message}"]);
        }
    }
}
