using CrmKit.Access;
using CrmKit.Events;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Effects;

/// <summary>Effects as rows of the transaction, held to once per kind and key by the database.</summary>
internal sealed class EffectsDoor(CrmSession session, ICrmStore store, SealedPayloads payloads) : IEffects
{
    private const int Tries = 5;

    public async Task RequestAsync(IReadOnlyList<EffectRequest> effects, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(effects);
        var errors = effects.Select((e, i) => string.IsNullOrWhiteSpace(e.Kind) || string.IsNullOrWhiteSpace(e.Key) ? EffectErrors.KeyRequired(i) : null).OfType<CrmError>().ToList();
        if (errors.Count > 0) throw new CrmValidationException(errors);
        if (effects.Count == 0) return;

        session.Charge(CallCost.OutboxItems, effects.Count);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var wished = effects.DistinctBy(e => (e.Kind, e.Key)).ToList();
        for (var attempt = 1; !await TryInsertAsync(work.Transaction, wished, attempt == Tries, cancellationToken); attempt++) { }
        Failpoint.Hit("effects.before-commit");
        await work.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<DeadLetter>> DeadLettersAsync(int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        await DemandOperatorAsync(cancellationToken);
        return await store.Outbox.DeadLettersAsync(session.TenantId, limit, cancellationToken);
    }

    public async Task<IReadOnlyList<HeldDeliveries>> HeldAsync(CancellationToken cancellationToken = default)
    {
        await DemandOperatorAsync(cancellationToken);
        return await store.Outbox.HeldAsync(session.TenantId, cancellationToken);
    }

    public async Task ReplayAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        // The queue has transactions of its own; inside another one it would wait for itself.
        if (session.Transaction is not null) throw new InvalidOperationException("Dead letters cannot be replayed inside a unit of work. Commit it first.");
        await DemandOperatorAsync(cancellationToken);
        await store.Outbox.ReplayAsync(session.TenantId, ids, session.Now, cancellationToken);
    }

    // False when somebody else asked for one of them at the same time: look again.
    private async Task<bool> TryInsertAsync(IStoreTransaction transaction, IReadOnlyList<EffectRequest> wished, bool isLast, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(transaction, wished, cancellationToken);
        var batch = new StoreBatch();
        var now = session.Now;
        foreach (var effect in wished.Where(e => !known.Contains((e.Kind, e.Key))))
            batch.Inserts.Add(new OutboxMessage
            {
                TenantId = session.TenantId,
                Class = OutboxClass.Effect,
                Name = effect.Kind,
                Key = effect.Key,
                Payload = payloads.Write(session.TenantId, effect),
                At = now,
                DueAt = now,
            });
        if (batch.Inserts.Count == 0) return true;

        await using var savepoint = await transaction.SavepointAsync(cancellationToken);
        try
        {
            await transaction.WriteAsync(batch, cancellationToken);
            savepoint.Release();
            return true;
        }
        catch (StoreDuplicateException) when (!isLast)
        {
            return false;
        }
    }

    private static async Task<HashSet<(string, string)>> KnownAsync(IStoreTransaction transaction, IReadOnlyList<EffectRequest> wished, CancellationToken cancellationToken)
    {
        var known = new HashSet<(string, string)>();
        foreach (var kind in wished.GroupBy(e => e.Kind, e => e.Key))
            foreach (var keys in kind.Chunk(500))
            {
                var rows = transaction.Query<OutboxMessage>().Where(m => m.Class == OutboxClass.Effect && m.Name == kind.Key && keys.Contains(m.Key)).Select(m => m.Key!);
                foreach (var key in await transaction.ListAsync(rows, cancellationToken)) known.Add((kind.Key, key));
            }
        return known;
    }

    private ValueTask DemandOperatorAsync(CancellationToken cancellationToken) => AdministratorRights.DemandAsync(session, EffectErrors.OperatorsOnly, cancellationToken);
}
