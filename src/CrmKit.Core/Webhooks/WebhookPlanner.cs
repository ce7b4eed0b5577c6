using System.Text.Json;
using CrmKit.Events;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Webhooks;

/// <summary>Puts an event into the log of each webhook that tells of it, with the messages that send it, in one transaction and once.</summary>
internal static class WebhookPlanner
{
    /// <summary>Records per message: what is sent stays small, also with whole records.</summary>
    private const int MostRecords = 100;

    /// <summary>The webhooks that are switched on, by tenant: asked once for many events.</summary>
    public static async Task<ILookup<string, WebhookEntry>> ActiveAsync(Crm crm, IEnumerable<string> tenants)
    {
        var active = new List<WebhookEntry>();
        foreach (var tenant in tenants.Distinct())
        {
            await using var session = crm.Open(Actor.System("webhooks"), "webhook", tenant);
            var reader = await session.ReaderAsync(CancellationToken.None);
            active.AddRange(await reader.ListAsync(reader.Query<WebhookEntry>().Where(w => w.IsActive), CancellationToken.None));
        }
        return active.ToLookup(w => w.TenantId);
    }

    /// <returns>Why it failed; <see langword="null"/> when it did not.</returns>
    public static async Task<string?> PlanAsync(Crm crm, IReadOnlyList<WebhookEntry> webhooks, OutboxMessage message, CrmEvent told)
    {
        try
        {
            var items = told.Payload.GetProperty("items").EnumerateArray().ToList();
            var planned = new List<WebhookDeliveryEntry>();
            foreach (var webhook in webhooks) planned.AddRange(await DeliveriesAsync(crm, webhook, message, items));
            if (planned.Count > 0) await KeepAsync(crm, message, planned);
            return null;
        }
        catch (Exception failure)
        {
            return $"webhooks: {failure.GetType().Name}: {failure.Message}";
        }
    }

    private static async Task<IEnumerable<WebhookDeliveryEntry>> DeliveriesAsync(Crm crm, WebhookEntry webhook, OutboxMessage message, IReadOnlyList<JsonElement> items)
    {
        var isChecked = true;
        try
        {
            await using var session = crm.Open(Actor.User(webhook.OwnerId), "webhook", message.TenantId, message.Id);
            items = await session.Service<WebhookContents>().VisibleAsync(message.Name, items, webhook.Filter, CancellationToken.None);
        }
        catch (CrmException refusal) when (refusal is CrmForbiddenException or CrmValidationException or CrmNotFoundException)
        {
            isChecked = false; // its owner is not active, or its filter names what is not there at the moment: kept, to be replayed
        }
        return items.Chunk(MostRecords).Select((some, part) => new WebhookDeliveryEntry
        {
            TenantId = message.TenantId,
            WebhookId = webhook.Id,
            EventId = message.Id,
            Part = part,
            Event = message.Name,
            At = message.At,
            Items = $"[{string.Join(',', some.Select(i => i.GetRawText()))}]",
            Records = some.Length,
            IsChecked = isChecked,
            Status = isChecked ? WebhookDeliveryStatus.Pending : WebhookDeliveryStatus.Withheld,
        });
    }

    private static async Task KeepAsync(Crm crm, OutboxMessage message, List<WebhookDeliveryEntry> planned)
    {
        await using var session = crm.Open(Actor.System("webhooks"), "webhook", message.TenantId, message.Id);
        await using var work = await session.BeginWorkAsync(CancellationToken.None);
        var hooks = planned.Select(p => p.WebhookId).Distinct().ToList();
        var known = (await work.Transaction.ListAsync(
            work.Transaction.Query<WebhookDeliveryEntry>().Where(d => hooks.Contains(d.WebhookId) && d.EventId == message.Id).Select(d => d.WebhookId), CancellationToken.None)).ToHashSet();
        var batch = new StoreBatch();
        foreach (var delivery in planned.Where(p => !known.Contains(p.WebhookId)))
        {
            batch.Inserts.Add(delivery);
            if (delivery.Status != WebhookDeliveryStatus.Pending)
            {
                WebhookRows.Add(delivery, new WebhookTry(session.Now, "withheld"));
                continue;
            }
            delivery.NextAt = session.Now;
            batch.Inserts.Add(WebhookRows.Message(delivery, session.Now));
        }
        if (batch.Inserts.Count == 0) return;
        await work.Transaction.WriteAsync(batch, CancellationToken.None);
        Failpoint.Hit("webhooks.before-plan-commit");
        await work.CommitAsync();
    }
}
