using CrmKit.Events;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.Logging;

namespace CrmKit.Lifecycles;

/// <summary>
/// The customers whose purchases changed. Messages name them, and each waits in one row: what is read of his purchases does not grow with the number of messages. They are looked at by a message
/// of its own behind those that are in the outbox already, a batch and a transaction at a time.
/// </summary>
internal sealed class LifecycleQueue(CrmSession session, LifecycleTelling telling, ILogger<LifecycleQueue> log) : ISessionService
{
    /// <summary>The message that has those who wait looked at.</summary>
    public const string Job = "lifecycle.look";

    private const int Chunk = 500, Batch = 50; // of customers with thousands of purchases each more would keep other writers waiting

    /// <summary>Looks at a batch in a session of its own, as the outbox asks.</summary>
    public static async Task DeliverAsync(Crm crm, OutboxMessage message, TimeProvider clock)
    {
        await using var session = crm.Open(Actor.System("lifecycle"), "lifecycle", message.TenantId, message.Id);
        using var limit = new CancellationTokenSource(OnceDelivery.TimeLimit, clock);
        await session.Service<LifecycleQueue>().RunAsync(limit.Token);
    }

    /// <summary>Has some accounts or contacts looked at soon, in the unit of work under way.</summary>
    public async Task AddAsync(bool isContact, IReadOnlyCollection<Guid> customers, CancellationToken cancellationToken)
    {
        if (customers.Count == 0) return;
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var transaction = work.Transaction;
        await transaction.LockAsync([LifecycleTelling.Lock], cancellationToken); // who is added while he is being looked at waits anew
        var isIdle = (await transaction.ListAsync(transaction.Query<LifecycleLook>().Select(l => l.RecordId).Take(1), cancellationToken)).Count == 0;
        var rows = new StoreBatch();
        foreach (var some in customers.Distinct().Chunk(Chunk))
        {
            var waiting = (await transaction.ListAsync(transaction.Query<LifecycleLook>().Where(l => some.Contains(l.RecordId)).Select(l => l.RecordId), cancellationToken)).ToHashSet();
            rows.Inserts.AddRange(some.Where(c => !waiting.Contains(c)).Select(c => new LifecycleLook { TenantId = session.TenantId, RecordId = c, RecordType = isContact ? "contact" : "account" }));
        }
        if (isIdle) rows.Inserts.Add(Message());
        await transaction.WriteAsync(rows, cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    /// <summary>Looks at a batch of those who wait, and sees to it that the others are looked at as well.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var transaction = work.Transaction;
        await transaction.LockAsync([LifecycleTelling.Lock], cancellationToken);
        var waiting = await transaction.ListAsync(transaction.Query<LifecycleLook>().OrderBy(l => l.RecordId).Take(Batch + 1), cancellationToken);
        if (waiting.Count == 0) return;
        var rows = new StoreBatch();
        rows.Deletes.AddRange(waiting.Take(Batch));
        if (waiting.Count > Batch) rows.Inserts.Add(Message());
        await transaction.WriteAsync(rows, cancellationToken);
        foreach (var type in waiting.Take(Batch).GroupBy(l => l.RecordType))
            await telling.LookAsync(type.Key == "contact", [.. type.Select(l => l.RecordId)], cancellationToken);
        await work.CommitAsync(cancellationToken);
        log.LogDebug("Looked at the purchases of {Count} customers", rows.Deletes.Count);
    }

    private OutboxMessage Message() => new() { TenantId = session.TenantId, Class = OutboxClass.Job, Name = Job, Payload = "{}", At = session.Now, DueAt = session.Now };
}
