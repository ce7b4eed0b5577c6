using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Events;

/// <summary>Hands a message to one handler in a session and transaction of its own; the mark that it was handled commits with what the handler writes.</summary>
internal static class OnceDelivery
{
    /// <summary>How long one handler may take: it holds a transaction.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    public static async Task<(OnceOutcome Outcome, CallFault? Fault)> DeliverAsync<THandler, TState>(
        Crm crm, ExtensionSource source, ExtensionPoint point, OutboxMessage message, string actor, string door, TState state,
        Func<THandler, CrmSession, OutboxMessage, TState, CancellationToken, ValueTask> call, CancellationToken cancellationToken) where THandler : class
    {
        var name = NameOf(source, point);
        await using var session = crm.Open(Actor.System(actor), door, message.TenantId, message.Id);
        session.Depth = message.Depth;
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var reader = work.Transaction;
        if (await reader.CountAsync(reader.Query<InboxEntry>().Where(i => i.MessageId == message.Id && i.Subscriber == name), cancellationToken) > 0) return (OnceOutcome.Repeated, null);
        if (session.Handler<THandler>(source, point) is not { } handler) return (OnceOutcome.Left, null);

        // First: of two deliveries at once, the second meets the unique mark before it does anything.
        await work.Transaction.WriteAsync(new StoreBatch { Inserts = { new InboxEntry { TenantId = message.TenantId, MessageId = message.Id, Subscriber = name, At = session.Now } } }, cancellationToken);
        if (await handler.CallAsync(CallKind.Event, (session, message, state, call), static (h, c, token) => c.call(h, c.session, c.message, c.state, token), cancellationToken) is { } fault)
            return (OnceOutcome.Delivered, fault);
        Failpoint.Hit("dispatch.before-subscriber-commit");
        await work.CommitAsync(cancellationToken);
        Failpoint.Hit("dispatch.after-subscriber-commit");
        return (OnceOutcome.Delivered, null);
    }

    /// <summary>What stands in the inbox, and in reasons of dead letters.</summary>
    public static string NameOf(ExtensionSource source, ExtensionPoint point) => $"{source.Id}/{point.Name}";
}

internal enum OnceOutcome
{
    Delivered,

    /// <summary>It was delivered before.</summary>
    Repeated,

    /// <summary>The handler's plugin is leaving.</summary>
    Left,
}
