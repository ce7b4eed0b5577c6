using System.Text.Json;
using CrmKit.Connectors;
using CrmKit.Diagnostics;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Storage;
using CrmKit.Webhooks;
using CrmKit.Workflows;

namespace CrmKit.Events;

/// <summary>Delivers one event to all its subscribers, each in a session and transaction of its own, each once.</summary>
internal static class EventDelivery
{
    /// <param name="crm">The engine.</param>
    /// <param name="known">Who takes part, and who is waited for.</param>
    /// <param name="message">The event.</param>
    /// <param name="patience">How long after it happened it waits for plugins that take no part.</param>
    /// <param name="webhooks">The tenant's webhooks that are switched on.</param>
    /// <param name="clock">The time.</param>
    public static async Task<DeliveryOutcome> PublishAsync(Crm crm, AbsentSources known, OutboxMessage message, TimeSpan patience, IEnumerable<WebhookEntry> webhooks, TimeProvider clock)
    {
        var extensions = known.Present;
        var awaited = clock.GetUtcNow() - message.At < patience ? known.Subscribers(message.Name, message.At) : null;
        if (awaited is not null && message.HeldSince is not null && message.LastError == awaited) return new([], awaited); // the others have had it
        var subscribers = extensions.For(typeof(IEventSubscriber), message.Name).DistinctBy(Name).ToList();
        var workflows = extensions.WorkflowsFor(message.Name);
        var isNoted = PushDelivery.IsNoted(extensions.Catalog, message.Name);
        var hooks = webhooks.Where(w => WebhookEvents.Has(w, message.Name)).ToList();
        if (subscribers.Count + workflows.Count + hooks.Count == 0 && !isNoted) return new([], awaited);
        var crmEvent = new CrmEvent(message.Id, message.Name, message.TenantId, message.At, Parse(message.Payload));
        var failures = new List<string>();
        foreach (var subscriber in subscribers)
        {
            // Failures leave as text: an exception of a plugin would keep the plugin in memory.
            try
            {
                using var limit = new CancellationTokenSource(OnceDelivery.TimeLimit, clock);
                var (outcome, fault) = await OnceDelivery.DeliverAsync<IEventSubscriber, CrmEvent>(crm, subscriber.Source, subscriber.Point, message, $"subscriber {Name(subscriber)}", "events", crmEvent,
                    static (handler, session, sent, told, token) => handler.HandleAsync(new EventContext(told, session, sent.Attempts), token), limit.Token);
                if (outcome == OnceOutcome.Left)
                {
                    awaited ??= AbsentSources.Waits(message.Name, [subscriber.Source.Id]); // whether it is still for it is seen at the next look
                    continue;
                }
                Telemetry.Delivered(fault is not null ? "failed" : outcome == OnceOutcome.Delivered ? "delivered" : "repeated");
                if (fault is not null) failures.Add($"{Name(subscriber)}: {fault.Detail}");
            }
            catch (Exception failure)
            {
                Telemetry.Delivered("failed");
                failures.Add($"{Name(subscriber)}: {failure.GetType().Name}: {failure.Message}");
            }
        }
        foreach (var workflow in workflows)
            if (await WorkflowStarts.StartAsync(crm, workflow, message, crmEvent, message.At, message.At, clock) is { } failure) failures.Add(failure);
        if (isNoted) failures.AddRange(await PushDelivery.NoteAsync(crm, extensions.Catalog, message, [.. crmEvent.Payload.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid())]));
        if (hooks.Count > 0 && await WebhookPlanner.PlanAsync(crm, hooks, message, crmEvent) is { } untold) failures.Add(untold);
        return failures.Count > 0 ? new(failures) : new([], awaited);
    }

    private static string Name((ExtensionSource Source, ExtensionPoint Point) subscriber) => OnceDelivery.NameOf(subscriber.Source, subscriber.Point);

    private static JsonElement Parse(string payload)
    {
        using var document = JsonDocument.Parse(payload);
        return document.RootElement.Clone();
    }
}
