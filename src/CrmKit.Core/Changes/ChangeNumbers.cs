using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Changes;

/// <summary>
/// Gives committed events numbers, one after the other under a lock: who reads by them skips nothing, however long the transaction took that an event came from.
/// The database's own sequence cannot be read by: it is given before the commit, and commits overtake each other.
/// </summary>
internal sealed class ChangeNumbers(CrmSession session, Crm crm) : ISessionService
{
    private const int PerTurn = 1_000;

    /// <summary>Numbers all that is committed by now.</summary>
    /// <returns>The last number given so far.</returns>
    public async Task<long> GiveAsync(CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        // Often nothing is new: to know that takes no turn at writing.
        if ((await reader.ListAsync(New(reader).Take(1), cancellationToken)).Count > 0)
            while (await GiveSomeAsync(cancellationToken)) { }
        return await reader.ListAsync(reader.Query<ChangeCounter>(), cancellationToken) is [var counter] ? counter.Last : 0;
    }

    private async Task<bool> GiveSomeAsync(CancellationToken cancellationToken)
    {
        await using var own = crm.Open(Actor.System("changes"), "changes", session.TenantId);
        await using var work = await own.BeginWorkAsync(cancellationToken);
        var transaction = work.Transaction;
        await transaction.LockAsync([new StoreLock("changes")], cancellationToken);
        var counter = await transaction.ListAsync(transaction.Query<ChangeCounter>(), cancellationToken) is [var known] ? known : null;
        var last = counter?.Last ?? 0;
        var batch = new StoreBatch();
        foreach (var sequence in await transaction.ListAsync(New(transaction).Take(PerTurn), cancellationToken))
            batch.RowUpdates.Add(new StoreRowUpdate(new OutboxMessage { TenantId = session.TenantId, Sequence = sequence, ChangeNumber = ++last }, [nameof(OutboxMessage.ChangeNumber)]));
        var given = batch.RowUpdates.Count;
        if (given == 0) return false;
        if (counter is null) batch.Inserts.Add(new ChangeCounter { TenantId = session.TenantId, Last = last });
        else
        {
            counter.Last = last;
            batch.RowUpdates.Add(new StoreRowUpdate(counter, [nameof(ChangeCounter.Last)]));
        }
        await transaction.WriteAsync(batch, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return given == PerTurn;
    }

    // In the order of writing: of one record, the later version was written after the earlier one was committed.
    private static IQueryable<long> New(IStoreReader reader) => reader.Query<OutboxMessage>().Where(m => m.Class == "event" && m.ChangeNumber == null).OrderBy(m => m.Sequence).Select(m => m.Sequence);
}
