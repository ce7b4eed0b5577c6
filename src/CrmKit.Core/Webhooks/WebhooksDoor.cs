using CrmKit.Access;
using CrmKit.Audit;
using CrmKit.Planning;
using CrmKit.Sessions;
using CrmKit.Settings;
using CrmKit.Storage;

namespace CrmKit.Webhooks;

/// <summary>Keeps webhooks, and checks each against the catalog and its owner's rights when it is saved.</summary>
internal sealed class WebhooksDoor(Crm crm, CrmSession session, WebhookKeys keys, WebhookClient client, AuditActs acts) : IWebhooks
{
    private const int LongestName = 100;
    private const int MostWebhooks = 100;
    private const int MostEvents = 100;
    private const int MostListed = 1_000;
    private const int MostReplayed = 1_000;

    public async Task<IReadOnlyList<Webhook>> ListAsync(CancellationToken cancellationToken = default)
    {
        await DemandAsync(cancellationToken);
        var reader = await session.ReaderAsync(cancellationToken);
        return [.. (await reader.ListAsync(reader.Query<WebhookEntry>().OrderBy(w => w.Name).ThenBy(w => w.Id), cancellationToken)).Select(View)];
    }

    public async Task<Webhook> GetAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await DemandAsync(cancellationToken);
        return View(await FindAsync(await session.ReaderAsync(cancellationToken), id, cancellationToken));
    }

    public async Task<IssuedWebhook> CreateAsync(WebhookDraft draft, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        await DemandAsync(cancellationToken);
        var webhook = new WebhookEntry { TenantId = session.TenantId, OwnerId = draft.OwnerId ?? session.Actor.UserId ?? throw new CrmValidationException(WebhookErrors.Owner()) };
        await using var work = await session.BeginWorkAsync(cancellationToken);
        if (await work.Transaction.CountAsync(work.Transaction.Query<WebhookEntry>(), cancellationToken) >= MostWebhooks) throw new CrmValidationException(WebhookErrors.Limit(MostWebhooks));
        await FillAsync(webhook, draft, cancellationToken);
        var secret = WebhookSecret.New();
        (webhook.Secret, webhook.SecretAt) = (keys.ProtectSecret(webhook, secret), session.Now);
        await work.Transaction.WriteAsync(new StoreBatch { Inserts = { webhook, Audit(webhook, null, WebhookRows.ForAudit(webhook)) } }, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new IssuedWebhook(View(webhook), secret);
    }

    public async Task<Webhook> ChangeAsync(Guid id, WebhookDraft draft, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return View(await UpdateAsync(id, async webhook =>
        {
            webhook.OwnerId = draft.OwnerId ?? webhook.OwnerId;
            await FillAsync(webhook, draft, cancellationToken);
        }, cancellationToken));
    }

    public async Task<IssuedWebhook> RotateSecretAsync(Guid id, CancellationToken cancellationToken = default)
    {
        var secret = WebhookSecret.New();
        var webhook = await UpdateAsync(id, webhook =>
        {
            (webhook.OldSecret, webhook.OldSecretUntil) = (webhook.Secret, session.Now + session.Options.Webhooks.SecretOverlap);
            (webhook.Secret, webhook.SecretAt) = (keys.ProtectSecret(webhook, secret), session.Now);
            return Task.CompletedTask;
        }, cancellationToken);
        return new IssuedWebhook(View(webhook), secret);
    }

    public async Task RemoveAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await DemandAsync(cancellationToken);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var webhook = await FindAsync(work.Transaction, id, cancellationToken);
        await work.Transaction.RemoveAsync(work.Transaction.Query<WebhookDeliveryEntry>().Where(d => d.WebhookId == id), cancellationToken);
        await work.Transaction.WriteAsync(new StoreBatch { Deletes = { webhook }, Inserts = { Audit(webhook, WebhookRows.ForAudit(webhook), null) } }, cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    public async Task<WebhookDelivery> TestAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await DemandAsync(cancellationToken);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var webhook = await ActiveAsync(work.Transaction, id, cancellationToken);
        var delivery = new WebhookDeliveryEntry { TenantId = session.TenantId, WebhookId = webhook.Id, Event = WebhookEvents.Test, At = session.Now, NextAt = session.Now, IsChecked = true };
        delivery.EventId = delivery.Id;
        await work.Transaction.WriteAsync(new StoreBatch { Inserts = { delivery, WebhookRows.Message(delivery, session.Now) } }, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return WebhookRows.View(delivery);
    }

    public async Task<IReadOnlyList<WebhookDelivery>> DeliveriesAsync(WebhookDeliveryQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        await DemandAsync(cancellationToken);
        if (query.Limit is < 1 or > MostListed) throw new CrmValidationException(WebhookErrors.Page(MostListed));
        var reader = await session.ReaderAsync(cancellationToken);
        _ = await FindAsync(reader, query.Webhook, cancellationToken);
        var rows = reader.Query<WebhookDeliveryEntry>().Where(d => d.WebhookId == query.Webhook);
        if (query.Status is { } status) rows = rows.Where(d => d.Status == status);
        if (query.Before is { } before) rows = rows.Where(d => d.Id < before);
        return [.. (await reader.ListAsync(rows.OrderByDescending(d => d.Id).Take(query.Limit), cancellationToken)).Select(WebhookRows.View)];
    }

    public Task<int> ReplayAsync(Guid id, IReadOnlyCollection<Guid> deliveries, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(deliveries);
        return ReplayAsync(id, rows => rows.Where(d => deliveries.Contains(d.Id) && d.Status != WebhookDeliveryStatus.Pending), cancellationToken);
    }

    public Task<int> ReplayFailedAsync(Guid id, DateTimeOffset since, CancellationToken cancellationToken = default) =>
        ReplayAsync(id, rows => rows.Where(d => d.At >= since && (d.Status == WebhookDeliveryStatus.Failed || d.Status == WebhookDeliveryStatus.Withheld)), cancellationToken);

    private async Task<int> ReplayAsync(Guid id, Func<IQueryable<WebhookDeliveryEntry>, IQueryable<WebhookDeliveryEntry>> which, CancellationToken cancellationToken)
    {
        await DemandAsync(cancellationToken);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        _ = await ActiveAsync(work.Transaction, id, cancellationToken);
        var found = await work.Transaction.ListAsync(which(work.Transaction.Query<WebhookDeliveryEntry>().Where(d => d.WebhookId == id)).OrderBy(d => d.Id).Take(MostReplayed), cancellationToken);
        var rows = new StoreBatch();
        foreach (var delivery in found)
        {
            (delivery.Status, delivery.Attempts, delivery.Run, delivery.NextAt) = (WebhookDeliveryStatus.Pending, 0, delivery.Run + 1, session.Now);
            rows.RowUpdates.Add(new StoreRowUpdate(delivery, [nameof(delivery.Status), nameof(delivery.Attempts), nameof(delivery.Run), nameof(delivery.NextAt)]));
            rows.Inserts.Add(WebhookRows.Message(delivery, session.Now));
        }
        if (found.Count > 0) await work.Transaction.WriteAsync(rows, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return found.Count;
    }

    private async Task FillAsync(WebhookEntry webhook, WebhookDraft draft, CancellationToken cancellationToken)
    {
        if (draft.Name.Trim() is not { Length: > 0 and <= LongestName } name) throw new CrmValidationException(WebhookErrors.Name(LongestName));
        var events = draft.Events.Distinct(StringComparer.Ordinal).ToList();
        if (events.Count is 0 or > MostEvents) throw new CrmValidationException(WebhookErrors.Events(""));
        if (events.Find(e => !WebhookEvents.IsKnown(session.Catalog, e)) is { } unknown) throw new CrmValidationException(WebhookErrors.Events(unknown));
        if (draft.Url is not null || webhook.Target.Length == 0)
        {
            var target = client.Read(draft.Url ?? "") ?? throw new CrmValidationException(WebhookErrors.Address(session.Options.Webhooks.AllowHttp));
            (webhook.Target, webhook.Shown) = (keys.ProtectTarget(webhook, target.AbsoluteUri), WebhookAddress.Shown(target));
        }
        await AskAsOwnerAsync(webhook.OwnerId, [.. events.Select(e => WebhookEvents.Parse(e).Type).Distinct()], draft.Filter, cancellationToken);
        (webhook.Name, webhook.Events, webhook.Filter, webhook.Content) = (name, string.Join(',', events), string.IsNullOrWhiteSpace(draft.Filter) ? null : draft.Filter, draft.Content);
        if (draft.IsActive && !webhook.IsActive) (webhook.StoppedBecause, webhook.FailingSince) = (null, null);
        (webhook.IsActive, webhook.UpdatedAt, webhook.UpdatedById) = (draft.IsActive, session.Now, session.Actor.UserId);
    }

    // Who may not read something may not be told of it, and not ask about fields that are hidden from him.
    private async Task AskAsOwnerAsync(Guid owner, IReadOnlyList<string> types, string? filter, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        if (await reader.CountAsync(reader.Query<User>().Where(u => u.Id == owner && u.DeletedAt == null), cancellationToken) == 0) throw new CrmValidationException(WebhookErrors.Owner());
        await using var asOwner = crm.Open(Actor.User(owner), "webhook", session.TenantId);
        foreach (var type in types)
            if (await asOwner.Access.ScopeAsync(asOwner.Catalog.Type(type), Operations.Read, cancellationToken) == AccessScope.None) throw new CrmForbiddenException(WebhookErrors.TypeForbidden(type));
        if (string.IsNullOrWhiteSpace(filter)) return;
        if (types.Count != 1) throw new CrmValidationException(WebhookErrors.FilterTypes());
        await asOwner.Service<RecordQueries>().CheckAsync(new RecordQuery(types[0]) { Filter = filter }, cancellationToken);
    }

    private async Task<WebhookEntry> UpdateAsync(Guid id, Func<WebhookEntry, Task> change, CancellationToken cancellationToken)
    {
        await DemandAsync(cancellationToken);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await work.Transaction.LockAsync([WebhookSecrets.Lock(id)], cancellationToken);
        var webhook = await FindAsync(work.Transaction, id, cancellationToken);
        var before = WebhookRows.ForAudit(webhook);
        await change(webhook);
        string[] written =
        [
            nameof(webhook.Name), nameof(webhook.Target), nameof(webhook.Shown), nameof(webhook.Events), nameof(webhook.Filter), nameof(webhook.Content), nameof(webhook.OwnerId), nameof(webhook.IsActive),
            nameof(webhook.StoppedBecause), nameof(webhook.FailingSince), nameof(webhook.Secret), nameof(webhook.SecretAt), nameof(webhook.OldSecret), nameof(webhook.OldSecretUntil), nameof(webhook.UpdatedAt), nameof(webhook.UpdatedById),
        ];
        await work.Transaction.WriteAsync(new StoreBatch { RowUpdates = { new StoreRowUpdate(webhook, written) }, Inserts = { Audit(webhook, before, WebhookRows.ForAudit(webhook)) } }, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return webhook;
    }

    private AuditEntry Audit(WebhookEntry webhook, string? before, string? after) => acts.Of("webhook", webhook.Id.ToString(), before, after);

    private static async Task<WebhookEntry> ActiveAsync(IStoreReader reader, Guid id, CancellationToken cancellationToken)
    {
        var webhook = await FindAsync(reader, id, cancellationToken);
        return webhook.IsActive ? webhook : throw new CrmRuleException(WebhookErrors.Stopped(webhook.Name));
    }

    private static async Task<WebhookEntry> FindAsync(IStoreReader reader, Guid id, CancellationToken cancellationToken) =>
        await WebhookRows.FindAsync(reader, id, cancellationToken) ?? throw new CrmNotFoundException(WebhookErrors.NotFound(id));

    private Webhook View(WebhookEntry webhook) => WebhookRows.View(webhook, session.Now);

    private ValueTask DemandAsync(CancellationToken cancellationToken) => AdministratorRights.DemandAsync(session, WebhookErrors.Forbidden, cancellationToken);
}
