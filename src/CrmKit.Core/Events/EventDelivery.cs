using System.Text.Json;
using CrmKit.Diagnostics;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Events;

/// <summary>Delivers one event to all its subscribers, each in a session and transaction of its own, each once.</summary>
internal static class EventDelivery
{
    /// <summary>How long one subscriber may take.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    /// <summary>Returns why subscribers failed; empty when all have handled it.</summary>
    public static async Task<IReadOnlyList<string>> PublishAsync(Crm crm, ExtensionSnapshot extensions, OutboxMessage message, TimeProvider clock)
    {
        var subscribers = extensions.For(typeof(IEventSubscriber), message.Name).DistinctBy(Name).ToList();
        if (subscribers.Count == 0) return [];
        var crmEvent = new CrmEvent(message.Id, message.Name, message.TenantId, message.At, Parse(message.Payload));
        var failures = new List<string>();
        foreach (var subscriber in subscribers)
        {
            // Failures leave as text: an exception of a plugin would keep the plugin in memory.
            try
            {
                using var limit = new CancellationTokenSource(TimeLimit, clock);
                var (isNew, fault) = await HandleAsync(crm, subscriber, crmEvent, message.Attempts, limit.Token);
                Telemetry.Delivered(fault is not null ? "failed" : isNew ? "delivered" : "repeated");
                if (fault is not null) failures.Add($"{Name(subscriber)}: {fault.Detail}");
            }
            catch (Exception failure)
            {
                Telemetry.Delivered("failed");
                failures.Add($"{Name(subscriber)}: {failure.GetType().Name}: {failure.Message}");
            }
        }
        return failures;
    }

    private static async Task<(bool IsNew, CallFault? Fault)> HandleAsync(Crm crm, (ExtensionSource Source, ExtensionPoint Point) subscriber, CrmEvent crmEvent, int attempt, CancellationToken cancellationToken)
    {
        var name = Name(subscriber);
        await using var session = crm.Open(Actor.System($"subscriber {name}"), "events", crmEvent.TenantId, crmEvent.Id);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var reader = work.Transaction;
        if (await reader.CountAsync(reader.Query<InboxEntry>().Where(i => i.MessageId == crmEvent.Id && i.Subscriber == name), cancellationToken) > 0) return default;
        if (session.Handler<IEventSubscriber>(subscriber.Source, subscriber.Point) is not { } handler) return default; // its plugin is leaving: as if it had been disabled before

        // First: of two deliveries at once, the second meets the unique mark before it does anything.
        await work.Transaction.WriteAsync(new StoreBatch { Inserts = { new InboxEntry { TenantId = crmEvent.TenantId, MessageId = crmEvent.Id, Subscriber = name, At = session.Now } } }, cancellationToken);
        var context = new EventContext(crmEvent, session, attempt);
        if (await handler.CallAsync(CallKind.Event, context, static (h, c, token) => h.HandleAsync(c, token), cancellationToken) is { } fault) return (true, fault);
        Failpoint.Hit("dispatch.before-subscriber-commit");
        await work.CommitAsync(cancellationToken);
        Failpoint.Hit("dispatch.after-subscriber-commit");
        return (true, null);
    }

    private static string Name((ExtensionSource Source, ExtensionPoint Point) subscriber) => $"{subscriber.Source.Id}/{subscriber.Point.Name}";

    private static JsonElement Parse(string payload)
    {
        using var document = JsonDocument.Parse(payload);
        return document.RootElement.Clone();
    }
}
