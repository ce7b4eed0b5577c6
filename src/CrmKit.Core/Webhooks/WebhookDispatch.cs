using CrmKit.Diagnostics;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.Logging;

namespace CrmKit.Webhooks;

/// <summary>
/// Sends one delivery, outside any transaction, and keeps what became of it. A kill in between sends it once more under the same id, by which receivers recognise it.
/// </summary>
internal static class WebhookDispatch
{
    /// <returns>When it is tried again, and whether the receiver answered at all; <see langword="null"/> when the message is settled.</returns>
    public static async Task<WebhookRetry?> SendAsync(Crm crm, WebhookClient client, OutboxMessage message, WebhookOptions options, ILogger logger)
    {
        await using var session = crm.Open(Actor.System("webhooks"), "webhook", message.TenantId, message.Id);
        var (delivery, webhook) = await FindAsync(await session.ReaderAsync(CancellationToken.None), message);
        if (delivery is null || webhook is null) return null;
        if (!webhook.IsActive) return await KeepAsync(session, delivery, webhook, new WebhookTry(session.Now, "stopped"), WebhookDeliveryStatus.Failed);
        if (await BodyAsync(crm, webhook, delivery, message) is not { } body) return await KeepAsync(session, delivery, webhook, new WebhookTry(session.Now, "withheld"), WebhookDeliveryStatus.Withheld);

        var keys = session.Service<WebhookKeys>();
        var answer = await client.PostAsync(new Uri(keys.Target(webhook)), WebhookRows.View(delivery).MessageId, keys.Secrets(webhook), body);
        Failpoint.Hit("webhooks.sent");
        Telemetry.Delivered(answer.IsTaken ? "executed" : "failed");
        return await SettleAsync(session, delivery, webhook, answer, options, logger);
    }

    private static async Task<(WebhookDeliveryEntry? Delivery, WebhookEntry? Webhook)> FindAsync(IStoreReader reader, OutboxMessage message)
    {
        var id = WebhookRows.DeliveryOf(message);
        var found = await reader.ListAsync(reader.Query<WebhookDeliveryEntry>().Where(d => d.Id == id), CancellationToken.None);
        if (found is not [{ Status: WebhookDeliveryStatus.Pending } delivery] || WebhookRows.KeyOf(delivery) != message.Key) return default; // removed, settled, or replayed since
        return (delivery, await WebhookRows.FindAsync(reader, delivery.WebhookId, CancellationToken.None));
    }

    private static async Task<ReadOnlyMemory<byte>?> BodyAsync(Crm crm, WebhookEntry webhook, WebhookDeliveryEntry delivery, OutboxMessage message)
    {
        try
        {
            await using var session = crm.Open(Actor.User(webhook.OwnerId), "webhook", message.TenantId, message.Id);
            return await session.Service<WebhookContents>().BodyAsync(webhook, delivery, CancellationToken.None);
        }
        catch (CrmException refusal) when (refusal is CrmForbiddenException or CrmValidationException or CrmNotFoundException)
        {
            return null; // the owner is not active any more, or may not ask what the filter asks
        }
    }

    private static async Task<WebhookRetry?> SettleAsync(CrmSession session, WebhookDeliveryEntry delivery, WebhookEntry webhook, WebhookAnswer answer, WebhookOptions options, ILogger logger)
    {
        var now = session.Now;
        delivery.Attempts++;
        var pause = answer.IsTaken || answer.IsGone ? null : WebhookSchedule.PauseAfter(delivery.Attempts, Random.Shared.NextDouble(), answer.Wish);
        DateTimeOffset? since = answer.IsTaken ? null : webhook.FailingSince ?? now;
        WebhookStop? stop = answer.IsGone ? WebhookStop.Gone : now - since >= options.DisableAfter ? WebhookStop.Failing : null;
        if (stop is not null)
        {
            pause = null;
            logger.LogWarning("Webhook {Webhook} is switched off: {Reason}", webhook.Id, EnumCode.Of(stop.Value));
        }
        var hook = new StoreBatch();
        if (webhook.FailingSince != since || stop is not null)
        {
            webhook.FailingSince = since;
            if (stop is not null) (webhook.IsActive, webhook.StoppedBecause) = (false, stop);
            string[] changed = stop is null ? [nameof(WebhookEntry.FailingSince)] : [nameof(WebhookEntry.FailingSince), nameof(WebhookEntry.IsActive), nameof(WebhookEntry.StoppedBecause)];
            hook.RowUpdates.Add(new StoreRowUpdate(webhook, changed));
        }
        delivery.NextAt = pause is null ? null : Instants.Truncate(now + pause.Value);
        var status = answer.IsTaken ? WebhookDeliveryStatus.Delivered : pause is null ? WebhookDeliveryStatus.Failed : WebhookDeliveryStatus.Pending;
        return await KeepAsync(session, delivery, webhook, answer.At(now), status, hook, answer.Status is not null);
    }

    private static async Task<WebhookRetry?> KeepAsync(
        CrmSession session, WebhookDeliveryEntry delivery, WebhookEntry webhook, WebhookTry made, WebhookDeliveryStatus status, StoreBatch? rows = null, bool answered = true)
    {
        WebhookRows.Add(delivery, made);
        delivery.Status = status;
        if (status != WebhookDeliveryStatus.Pending) delivery.NextAt = null;
        await using var work = await session.BeginWorkAsync(CancellationToken.None);
        if (await WebhookRows.FindAsync(work.Transaction, webhook.Id, CancellationToken.None) is null) return null; // removed meanwhile, with its log
        rows ??= new StoreBatch();
        rows.RowUpdates.Add(new StoreRowUpdate(delivery, [nameof(WebhookDeliveryEntry.Status), nameof(WebhookDeliveryEntry.Attempts), nameof(WebhookDeliveryEntry.NextAt), nameof(WebhookDeliveryEntry.Tries)]));
        await work.Transaction.WriteAsync(rows, CancellationToken.None);
        Failpoint.Hit("webhooks.before-commit");
        await work.CommitAsync();
        return delivery.NextAt is { } next ? new WebhookRetry(next, answered) : null;
    }
}

/// <summary>A delivery that is tried again.</summary>
/// <param name="At">When.</param>
/// <param name="Answered">Whether the receiver answered; where it did not, others to it wait as well.</param>
internal sealed record WebhookRetry(DateTimeOffset At, bool Answered);
