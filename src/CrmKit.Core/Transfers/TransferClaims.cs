using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.Options;

namespace CrmKit.Transfers;

/// <summary>The queue in the database: of all processes one runs a transfer, and when it dies, another does.</summary>
internal sealed class TransferClaims(ICrmStore store, TransferBoard board, IOptions<CrmKitOptions> options, TimeProvider clock)
{
    /// <summary>Held by whoever decides who runs what.</summary>
    public static readonly StoreLock Queue = new("transfers");

    /// <summary>After how long of silence a process counts as dead.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private const int MostAttempts = 5;
    private const int Looked = 50;
    private static readonly string Queued = EnumCode.Of(TransferState.Queued);
    private static readonly string Running = EnumCode.Of(TransferState.Running);
    private static readonly string[] Renewing = [nameof(TransferEntry.Progress), nameof(TransferEntry.LeasedUntil)];
    private static readonly string[] Taking = [nameof(TransferEntry.State), nameof(TransferEntry.Holder), nameof(TransferEntry.LeasedUntil), nameof(TransferEntry.Attempts), nameof(TransferEntry.StartedAt)];
    private static readonly string[] Ending =
        [.. Taking, nameof(TransferEntry.Progress), nameof(TransferEntry.Result), nameof(TransferEntry.Errors), nameof(TransferEntry.ContentType), nameof(TransferEntry.Bytes), nameof(TransferEntry.FinishedAt), nameof(TransferEntry.ExpiresAt)];

    private DateTimeOffset Now => Instants.Truncate(clock.GetUtcNow());

    /// <summary>Takes the oldest that waits, or that a dead process left; <see langword="null"/> when there is none.</summary>
    public async Task<TransferEntry?> TakeAsync(string tenant, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(tenant, cancellationToken);
        await transaction.LockAsync([Queue], cancellationToken);
        var batch = new StoreBatch();
        TransferEntry? taken = null;
        foreach (var entry in await transaction.ListAsync(Waiting(transaction, Now), cancellationToken))
        {
            if (board.Find(entry.Id) is not null) continue; // runs here, and could not say so in time
            if (entry.IsCancelled || entry.Attempts >= MostAttempts)
            {
                End(entry, entry.IsCancelled ? TransferState.Cancelled : TransferState.Failed);
                if (!entry.IsCancelled) entry.Errors = TransferRows.Written(new[] { TransferErrors.Abandoned(entry.Attempts) });
                batch.RowUpdates.Add(new StoreRowUpdate(entry, Ending));
                continue;
            }
            taken = entry;
            (entry.State, entry.Holder, entry.LeasedUntil, entry.StartedAt) = (Running, board.Process, Now + Lease, entry.StartedAt ?? Now);
            entry.Attempts++;
            batch.RowUpdates.Add(new StoreRowUpdate(entry, Taking));
            break;
        }
        if (batch.RowUpdates.Count == 0) return null;
        await transaction.WriteAsync(batch, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return taken;
    }

    /// <summary>Whether something waits.</summary>
    public async Task<bool> AnyAsync(string tenant, CancellationToken cancellationToken)
    {
        await using var reader = await store.OpenReaderAsync(tenant, cancellationToken);
        return (await reader.ListAsync(Waiting(reader, Now), cancellationToken)).Any(t => board.Find(t.Id) is null);
    }

    /// <summary>Says that this process still runs it, and how far it is.</summary>
    /// <returns>Why it shall end; <see cref="TransferStop.Host"/> when it may go on.</returns>
    public async Task<TransferStop> RenewAsync(RunningTransfer run, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(run.Entry.TenantId, cancellationToken);
        if (await FindAsync(transaction, run.Entry, cancellationToken) is not { } stored) return TransferStop.Lost;
        if (stored.IsCancelled) return TransferStop.Cancelled;
        (stored.Progress, stored.LeasedUntil) = (TransferRows.Written(run.Progress), Now + Lease);
        await transaction.WriteAsync(new StoreBatch { RowUpdates = { new StoreRowUpdate(stored, Renewing) } }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TransferStop.Host;
    }

    /// <summary>Writes how it ended.</summary>
    /// <returns>Whether it was still this process's.</returns>
    public async Task<bool> EndAsync(RunningTransfer run, TransferState state, CancellationToken cancellationToken)
    {
        var entry = run.Entry;
        entry.Progress = TransferRows.Written(run.Progress);
        End(entry, state);
        return await WriteAsync(entry, cancellationToken);
    }

    /// <summary>Puts it back: for another process, which begins at once, or for a later try.</summary>
    public Task ReleaseAsync(RunningTransfer run, TimeSpan? pause, CancellationToken cancellationToken)
    {
        var entry = run.Entry;
        (entry.State, entry.Holder, entry.LeasedUntil, entry.Progress) = (Queued, null, pause is { } time ? Now + time : null, TransferRows.Written(run.Progress));
        if (pause is null) entry.Attempts--; // a host that stops is no failure
        return WriteAsync(entry, cancellationToken);
    }

    /// <summary>Whether another try makes sense.</summary>
    public static bool MayTryAgain(TransferEntry entry) => entry.Attempts < MostAttempts;

    private void End(TransferEntry entry, TransferState state) =>
        (entry.State, entry.Holder, entry.LeasedUntil, entry.FinishedAt, entry.ExpiresAt) = (EnumCode.Of(state), null, null, Now, Now + options.Value.TransferAge);

    private async Task<bool> WriteAsync(TransferEntry entry, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(entry.TenantId, cancellationToken);
        await transaction.LockAsync([Queue], cancellationToken);
        if (await FindAsync(transaction, entry, cancellationToken) is null) return false;
        await transaction.WriteAsync(new StoreBatch { RowUpdates = { new StoreRowUpdate(entry, Ending) } }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    // Its row, while this process holds it.
    private async Task<TransferEntry?> FindAsync(IStoreTransaction transaction, TransferEntry entry, CancellationToken cancellationToken) =>
        await transaction.ListAsync(transaction.Query<TransferEntry>().Where(t => t.Id == entry.Id), cancellationToken) is [var stored] && stored.Holder == board.Process ? stored : null;

    private static IQueryable<TransferEntry> Waiting(IStoreReader reader, DateTimeOffset now) => reader.Query<TransferEntry>()
        .Where(t => (t.State == Queued && (t.LeasedUntil == null || t.LeasedUntil <= now)) || (t.State == Running && t.LeasedUntil <= now))
        .OrderBy(t => t.QueuedAt).ThenBy(t => t.Id).Take(Looked);
}
