using CrmKit.Attachments;
using CrmKit.Sessions;
using CrmKit.Storage;
using CrmKit.Tenants;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Transfers;

/// <summary>Runs what is queued, a few at a time. Who queues something wakes it; what another process left is looked for now and then.</summary>
internal sealed class TransferRunner(Crm crm, ICrmStore store, TenantRegister tenants, TransferClaims claims, TransferBoard board, IFileStore files, IOptions<CrmKitOptions> options, TimeProvider clock, ILogger<TransferRunner> log) : BackgroundService, ITransferRunner
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);

    public async Task<int> DrainAsync(CancellationToken cancellationToken = default)
    {
        var count = 0;
        await crm.InitializeAsync(cancellationToken);
        foreach (var tenant in await tenants.AllAsync(cancellationToken))
        {
            await ForgetAsync(tenant, cancellationToken);
            for (; await TakeAsync(tenant, cancellationToken) is { } entry; count++) await RunAsync(entry, cancellationToken);
        }
        return count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the host's start does not wait for it
        try
        {
            await Task.WhenAll([LookAsync(stoppingToken), .. Enumerable.Range(0, options.Value.ConcurrentTransfers).Select(_ => WorkAsync(stoppingToken))]);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the host stops; the next one goes on
        }
    }

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var tenant = await board.NextAsync(stoppingToken);
            try
            {
                if (await TakeAsync(tenant, stoppingToken) is not { } entry) continue;
                board.Wake(tenant); // there may be more
                await RunAsync(entry, stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogError(failure, "Imports and exports that wait could not be taken up; it is tried again.");
            }
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await crm.InitializeAsync(stoppingToken);
                foreach (var tenant in await tenants.AllAsync(stoppingToken))
                {
                    await ForgetAsync(tenant, stoppingToken);
                    if (await claims.AnyAsync(tenant, stoppingToken)) board.Wake(tenant);
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(failure, "Imports and exports that wait could not be looked for; it is tried again.");
            }
            await Task.Delay(Look, clock, stoppingToken);
        }
    }

    // What waits in a suspended tenant goes on waiting.
    private async Task<TransferEntry?> TakeAsync(string tenant, CancellationToken cancellationToken) =>
        await tenants.IsSuspendedAsync(tenant, cancellationToken) ? null : await claims.TakeAsync(tenant, cancellationToken);

    private async Task RunAsync(TransferEntry entry, CancellationToken stopping)
    {
        using var run = board.Enter(entry, stopping);
        using var ended = new CancellationTokenSource();
        var beating = BeatAsync(run, ended.Token);
        var failure = await TryAsync(run);
        await ended.CancelAsync();
        await beating;
        await EndAsync(run, failure, stopping);
    }

    private async Task<Exception?> TryAsync(RunningTransfer run)
    {
        try
        {
            await using var session = TransferWork.Open(crm, run.Entry);
            await session.Service<TransferWork>().RunAsync(run);
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    private async Task EndAsync(RunningTransfer run, Exception? failure, CancellationToken stopping)
    {
        var entry = run.Entry;
        if (failure is null)
        {
            if (!await claims.EndAsync(run, TransferState.Done, CancellationToken.None) && entry.Bytes is not null) await files.DeleteAsync(entry.TenantId, entry.Id, CancellationToken.None);
            return;
        }
        if (run is { Why: TransferStop.Refused, Refusal: { } refusal }) failure = refusal;
        if (run.Why == TransferStop.Lost) return;
        if (run.Why == TransferStop.Cancelled) await claims.EndAsync(run, TransferState.Cancelled, CancellationToken.None);
        else if (run.Why == TransferStop.Suspended || (run.Why == TransferStop.Host && stopping.IsCancellationRequested)) await claims.ReleaseAsync(run, null, CancellationToken.None);
        else if (failure is CrmException known && !IsOfStore(known)) await FailAsync(run, known.Errors);
        else if (TransferClaims.MayTryAgain(entry))
        {
            log.LogWarning(failure, "Transfer {Id} failed and is tried again.", entry.Id);
            await claims.ReleaseAsync(run, AfterFailure * entry.Attempts, CancellationToken.None);
        }
        else
        {
            log.LogError(failure, "Transfer {Id} failed.", entry.Id);
            await FailAsync(run, [TransferErrors.Failed()]);
        }
    }

    private Task<bool> FailAsync(RunningTransfer run, IReadOnlyList<CrmError> errors)
    {
        run.Entry.Errors = TransferRows.Written(errors);
        return claims.EndAsync(run, TransferState.Failed, CancellationToken.None);
    }

    private static bool IsOfStore(CrmException failure) => failure.Error.Code.StartsWith("store.", StringComparison.Ordinal);

    // Beside the work: a dry run on SQLite holds the only transaction, and its beat waits with everybody else.
    private async Task BeatAsync(RunningTransfer run, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(Beat);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                try
                {
                    await LookAtAsync(run, ended);
                }
                catch (Exception failure) when (!ended.IsCancellationRequested)
                {
                    log.LogWarning(failure, "Transfer {Id} could not say how far it is; it goes on.", run.Entry.Id);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // it has ended
        }
    }

    private async Task LookAtAsync(RunningTransfer run, CancellationToken ended)
    {
        if (await claims.RenewAsync(run, ended) is not TransferStop.Host and var why)
        {
            run.End(why);
            return;
        }
        if (await tenants.IsSuspendedAsync(run.Entry.TenantId, ended))
        {
            run.End(TransferStop.Suspended);
            return;
        }
        try
        {
            await using var session = TransferWork.Open(crm, run.Entry);
            await session.Service<TransferWork>().DemandAsync(run.Entry, ended);
        }
        catch (CrmForbiddenException refusal)
        {
            run.Refuse(refusal);
        }
    }

    private async Task ForgetAsync(string tenant, CancellationToken cancellationToken)
    {
        var now = Instants.Truncate(clock.GetUtcNow());
        await using var reader = await store.OpenReaderAsync(tenant, cancellationToken);
        var old = await reader.ListAsync(reader.Query<TransferEntry>().Where(t => t.ExpiresAt <= now), cancellationToken);
        if (old.Count == 0) return;
        await using (var transaction = await store.BeginAsync(tenant, cancellationToken))
        {
            var batch = new StoreBatch();
            batch.Deletes.AddRange(old);
            await transaction.WriteAsync(batch, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        foreach (var export in old.Where(t => t.Bytes is not null)) await files.DeleteAsync(tenant, export.Id, cancellationToken);
    }
}
