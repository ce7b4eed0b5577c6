using System.Collections.Concurrent;
using CrmKit.Effects;
using CrmKit.Storage;

namespace CrmKit.Sqlite;

/// <summary>The queues of all files as one. Which file a claimed message came from is remembered until it is settled.</summary>
internal sealed class TenantFileOutbox(TenantFileStore files) : IOutboxStore
{
    private readonly ConcurrentDictionary<Guid, string> _claimed = new();
    private int _turn;

    public event Action? Committed;

    public void OnCommitted() => Committed?.Invoke();

    public Task<IReadOnlyList<OutboxMessage>> ClaimAsync(int limit, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken) =>
        ClaimAsync((outbox, most) => outbox.ClaimAsync(most, lease, now, cancellationToken), limit, cancellationToken);

    public Task<IReadOnlyList<OutboxMessage>> ClaimWebhooksAsync(int limit, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken) =>
        ClaimAsync((outbox, most) => outbox.ClaimWebhooksAsync(most, lease, now, cancellationToken), limit, cancellationToken);

    public async Task PostponeAsync(string tenantId, string name, IReadOnlyList<Guid> claimed, DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await (await OfAsync(tenantId, cancellationToken)).PostponeAsync(tenantId, name, claimed, until, now, cancellationToken);
        foreach (var id in claimed) _claimed.TryRemove(id, out _);
    }

    public async Task CompleteAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        foreach (var ofTenant in ids.GroupBy(id => _claimed.GetValueOrDefault(id)))
            foreach (var outbox in await PlacesAsync(ofTenant.Key, cancellationToken)) await outbox.CompleteAsync([.. ofTenant], cancellationToken);
        foreach (var id in ids) _claimed.TryRemove(id, out _);
    }

    public Task FailAsync(Guid id, string reason, DateTimeOffset? retryAt, DateTimeOffset now, CancellationToken cancellationToken) =>
        SettleAsync(id, outbox => outbox.FailAsync(id, reason, retryAt, now, cancellationToken), cancellationToken);

    public Task HoldAsync(Guid id, string reason, DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken) =>
        SettleAsync(id, outbox => outbox.HoldAsync(id, reason, until, now, cancellationToken), cancellationToken);

    public async Task ReleaseHeldAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var outbox in await PlacesAsync(null, cancellationToken)) await outbox.ReleaseHeldAsync(now, cancellationToken);
    }

    public async Task<IReadOnlyList<HeldDeliveries>> HeldAsync(string tenantId, CancellationToken cancellationToken) => await (await OfAsync(tenantId, cancellationToken)).HeldAsync(tenantId, cancellationToken);

    public async Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var outbox in await PlacesAsync(null, cancellationToken)) count += await outbox.PurgeAsync(before, cancellationToken);
        return count;
    }

    public async Task<IReadOnlyList<DeadLetter>> DeadLettersAsync(string tenantId, int limit, CancellationToken cancellationToken) =>
        await (await OfAsync(tenantId, cancellationToken)).DeadLettersAsync(tenantId, limit, cancellationToken);

    public async Task ReplayAsync(string tenantId, IReadOnlyList<Guid> ids, DateTimeOffset now, CancellationToken cancellationToken) =>
        await (await OfAsync(tenantId, cancellationToken)).ReplayAsync(tenantId, ids, now, cancellationToken);

    // Each turn begins with another tenant: one that has much to do does not keep the others waiting.
    private async Task<IReadOnlyList<OutboxMessage>> ClaimAsync(Func<IOutboxStore, int, Task<IReadOnlyList<OutboxMessage>>> claim, int limit, CancellationToken cancellationToken)
    {
        var tenants = files.All();
        var first = (int)((uint)Interlocked.Increment(ref _turn) % tenants.Count);
        var messages = new List<OutboxMessage>();
        for (var i = 0; i < tenants.Count && messages.Count < limit; i++)
        {
            var tenant = tenants[(first + i) % tenants.Count];
            var claimed = await claim(await OfAsync(tenant, cancellationToken), limit - messages.Count);
            foreach (var message in claimed) _claimed[message.Id] = tenant;
            messages.AddRange(claimed);
        }
        return messages;
    }

    private async Task SettleAsync(Guid id, Func<IOutboxStore, Task> settle, CancellationToken cancellationToken)
    {
        foreach (var outbox in await PlacesAsync(_claimed.GetValueOrDefault(id), cancellationToken)) await settle(outbox);
        _claimed.TryRemove(id, out _);
    }

    // Where it is not known where a message stands, everywhere is looked.
    private async Task<IReadOnlyList<IOutboxStore>> PlacesAsync(string? tenantId, CancellationToken cancellationToken)
    {
        var places = new List<IOutboxStore>();
        foreach (var tenant in tenantId is null ? files.All() : [tenantId]) places.Add(await OfAsync(tenant, cancellationToken));
        return places;
    }

    private async ValueTask<IOutboxStore> OfAsync(string tenantId, CancellationToken cancellationToken) => (await files.StoreAsync(tenantId, cancellationToken)).Outbox;
}
