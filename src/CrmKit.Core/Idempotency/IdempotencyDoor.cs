using System.Text.Json;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Idempotency;

/// <summary>Notes each key in the transaction of its act where the act can be held by one, and reserves it beforehand where it cannot.</summary>
internal sealed class IdempotencyDoor(CrmSession session, Crm crm) : IIdempotency
{
    /// <summary>How long a reserved key is taken to be in work; whoever died at it did so before.</summary>
    public static readonly TimeSpan Reservation = TimeSpan.FromMinutes(15);

    private static readonly string[] Answered =
    [
        nameof(IdempotencyEntry.ReservedUntil), nameof(IdempotencyEntry.Status), nameof(IdempotencyEntry.Headers), nameof(IdempotencyEntry.Body), nameof(IdempotencyEntry.IsBinary),
    ];

    private Guid ActorId => session.Actor.UserId ?? Guid.Empty;

    public async Task<IdempotentAnswer> RunAsync(IdempotentAct act, Func<CancellationToken, Task<IdempotentAnswer>> run, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(act);
        ArgumentNullException.ThrowIfNull(run);
        if (session.Transaction is not null) throw new InvalidOperationException("An act with a key begins outside units of work: its end decides over all that is written.");
        if (act.Key is not { Length: > 0 and <= 255 } key || !key.All(static c => c is > ' ' and < '\x7f')) throw new CrmValidationException(IdempotencyErrors.KeyInvalid());
        return act.Course == IdempotentCourse.OneTransaction ? await RunInOneAsync(act, run, cancellationToken) : await RunReservedAsync(act, run, cancellationToken);
    }

    private async Task<IdempotentAnswer> RunInOneAsync(IdempotentAct act, Func<CancellationToken, Task<IdempotentAnswer>> run, CancellationToken cancellationToken)
    {
        IdempotentAnswer answer;
        await using (var work = await session.BeginWorkAsync(cancellationToken))
        {
            if (await FindAsync(work.Transaction, act, cancellationToken) is { } known) return AnswerOf(known, act);
            answer = await run(cancellationToken);
            if (!answer.IsRefused)
            {
                if (answer.IsKept) await AddAsync(work.Transaction, Entry(act, answer), cancellationToken);
                await work.CommitAsync(cancellationToken);
                return answer;
            }
        }
        return answer.IsKept ? await KeepAsync(act, answer, cancellationToken) : answer;
    }

    // What was refused is undone by now; of several at once the first refusal is everybody's.
    private async Task<IdempotentAnswer> KeepAsync(IdempotentAct act, IdempotentAnswer answer, CancellationToken cancellationToken)
    {
        await using var work = await session.BeginWorkAsync(cancellationToken);
        if (await FindAsync(work.Transaction, act, cancellationToken) is { } known) return AnswerOf(known, act);
        await AddAsync(work.Transaction, Entry(act, answer), cancellationToken);
        await work.CommitAsync(cancellationToken);
        return answer;
    }

    private async Task<IdempotentAnswer> RunReservedAsync(IdempotentAct act, Func<CancellationToken, Task<IdempotentAnswer>> run, CancellationToken cancellationToken)
    {
        if (await ReserveAsync(act, cancellationToken) is { } known) return AnswerOf(known, act);
        Failpoint.Hit("idempotency.reserved");
        IdempotentAnswer answer;
        try
        {
            answer = await run(cancellationToken);
        }
        catch
        {
            await EndAsync(act, answer: null);
            throw;
        }
        Failpoint.Hit("idempotency.done");
        await EndAsync(act, answer);
        return answer;
    }

    private async Task<IdempotencyEntry?> ReserveAsync(IdempotentAct act, CancellationToken cancellationToken)
    {
        await using var own = OpenOwn();
        await using var work = await own.BeginWorkAsync(cancellationToken);
        var until = session.Now + Reservation;
        if (await FindAsync(work.Transaction, act, cancellationToken) is not { } known)
        {
            await AddAsync(work.Transaction, Reserved(Entry(act, answer: null), until), cancellationToken);
        }
        else
        {
            Demand(known, act);
            if (known.ReservedUntil is not { } reserved) return known;
            if (reserved > session.Now) throw new CrmConflictException(IdempotencyErrors.Running(act.Key));
            if (act.Course == IdempotentCourse.AtMostOnce) throw new CrmConflictException(IdempotencyErrors.Unknown(act.Key));
            await UpdateAsync(work.Transaction, Reserved(known, until), cancellationToken);
        }
        await work.CommitAsync(cancellationToken);
        return null;
    }

    // Also after the caller is gone: the key would else stay reserved.
    private async Task EndAsync(IdempotentAct act, IdempotentAnswer? answer)
    {
        await using var own = OpenOwn();
        await using var work = await own.BeginWorkAsync(CancellationToken.None);
        var entry = Entry(act, answer);
        if (answer is { IsKept: true }) await UpdateAsync(work.Transaction, entry, CancellationToken.None);
        else if (answer is { IsRefused: true } || act.Course == IdempotentCourse.Repeatable) await work.Transaction.WriteAsync(new StoreBatch { Deletes = { entry } }, CancellationToken.None);
        else await UpdateAsync(work.Transaction, Reserved(entry, session.Now), CancellationToken.None); // begun, and nobody knows how far it came
        await work.CommitAsync();
    }

    // The act may end its session early, and nothing is held open beside it: it may wait for all sessions to end.
    private CrmSession OpenOwn() => crm.Open(session.Actor, session.Door, session.TenantId);

    /// <summary>What is noted under the key, while nobody else can note anything.</summary>
    private async Task<IdempotencyEntry?> FindAsync(IStoreTransaction transaction, IdempotentAct act, CancellationToken cancellationToken)
    {
        var (actor, key, oldest) = (ActorId, act.Key, session.Now - session.Options.IdempotencyAge);
        await transaction.LockAsync([new StoreLock($"idempotency/{actor:N}/{key}")], cancellationToken);
        if (await transaction.ListAsync(transaction.Query<IdempotencyEntry>().Where(e => e.ActorId == actor && e.Key == key), cancellationToken) is not [var entry]) return null;
        if (entry.At > oldest) return entry;
        await transaction.WriteAsync(new StoreBatch { Deletes = { entry } }, cancellationToken);
        return null;
    }

    private static void Demand(IdempotencyEntry known, IdempotentAct act)
    {
        if (known.Fingerprint != act.Fingerprint) throw new CrmRuleException(IdempotencyErrors.KeyReused(act.Key));
    }

    private static IdempotentAnswer AnswerOf(IdempotencyEntry known, IdempotentAct act)
    {
        Demand(known, act);
        if (known.ReservedUntil is not null) throw new CrmConflictException(IdempotencyErrors.Unknown(act.Key)); // under another course, before an upgrade
        return new IdempotentAnswer(known.Status, StoredBody.Read(known.Body, known.IsBinary))
        {
            Headers = JsonSerializer.Deserialize(known.Headers, HeaderJson.Default.DictionaryStringString)!,
            IsRepeated = true,
        };
    }

    private IdempotencyEntry Entry(IdempotentAct act, IdempotentAnswer? answer)
    {
        var entry = new IdempotencyEntry { TenantId = session.TenantId, ActorId = ActorId, Key = act.Key, Fingerprint = act.Fingerprint, At = session.Now };
        if (answer is null) return entry;
        (entry.Body, entry.IsBinary) = StoredBody.Write(answer.Body.Span);
        (entry.Status, entry.Headers) = (answer.Status, JsonSerializer.Serialize(new Dictionary<string, string>(answer.Headers), HeaderJson.Default.DictionaryStringString));
        return entry;
    }

    private static IdempotencyEntry Reserved(IdempotencyEntry entry, DateTimeOffset until)
    {
        entry.ReservedUntil = until;
        return entry;
    }

    private static Task AddAsync(IStoreTransaction transaction, IdempotencyEntry entry, CancellationToken cancellationToken) => transaction.WriteAsync(new StoreBatch { Inserts = { entry } }, cancellationToken);

    private static Task UpdateAsync(IStoreTransaction transaction, IdempotencyEntry entry, CancellationToken cancellationToken) =>
        transaction.WriteAsync(new StoreBatch { RowUpdates = { new StoreRowUpdate(entry, Answered) } }, cancellationToken);
}
