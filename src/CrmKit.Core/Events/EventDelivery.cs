using System.Text.Json;
using CrmKit.Connectors;
using CrmKit.Diagnostics;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Storage;
using CrmKit.Workflows;

namespace CrmKit.Events;

/// <summary>Delivers one event to all its subscribers, each in a session and transaction of its own, each once.</summary>
internal static class EventDelivery
{
    /// <summary>Returns why subscribers failed; empty when all have handled it.</summary>
    public static async Task<IReadOnlyList<string>> PublishAsync(Crm crm, ExtensionSnapshot extensions, OutboxMessage message, TimeProvider clock)
    {
        var subscribers = extensions.For(typeof(IEventSubscriber), message.Name).DistinctBy(Name).ToList();
        var workflows = extensions.WorkflowsFor(message.Name);
        var isNoted = PushDelivery.IsNoted(extensions.Catalog, message.Name);
        if (subscribers.Count + workflows.Count == 0 && !isNoted) return [];
        var crmEvent = new CrmEvent(message.Id, message.Name, message.TenantId, message.At, Parse(message.Payload));
        var failures = new List<string>();
        foreach (var subscriber in subscribers)
        {
            // Failures leave as text: an exception of a plugin would keep the plugin in memory.
            try
            {
                using var limit = new CancellationTokenSource(OnceDelivery.TimeLimit, clock);
                // A plugin that is leaving gets nothing any more, as if it had been disabled before.
                var (outcome, fault) = await OnceDelivery.DeliverAsync<IEventSubscriber, CrmEvent>(crm, subscriber.Source, subscriber.Point, message, $"subscriber {Name(subscriber)}", "events", crmEvent,
                    static (handler, session, sent, told, token) => handler.HandleAsync(new EventContext(told, session, sent.Attempts), token), limit.Token);
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
        return failures;
    }

    private static string Name((ExtensionSource Source, ExtensionPoint Point) subscriber) => OnceDelivery.NameOf(subscriber.Source, subscriber.Point);

    private static JsonElement Parse(string payload)
    {
        using var document = JsonDocument.Parse(payload);
        return document.RootElement.Clone();
    }
}
