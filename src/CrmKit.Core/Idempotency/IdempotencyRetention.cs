using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Idempotency;

/// <summary>Removes keys that are too old to be answered.</summary>
internal sealed class IdempotencyRetention(Crm crm, ICrmStore store, IOptions<CrmKitOptions> options, TimeProvider clock, ILogger<IdempotencyRetention> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>Removes all that are too old, of every tenant.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        await crm.InitializeAsync(cancellationToken);
        var until = Instants.Truncate(clock.GetUtcNow() - options.Value.IdempotencyAge);
        foreach (var tenant in (await store.TenantsAsync(cancellationToken)).Append(options.Value.TenantId).Distinct(StringComparer.Ordinal))
        {
            await using var session = crm.Open(Actor.System("idempotency retention"), "retention", tenant);
            await using var work = await session.BeginWorkAsync(cancellationToken);
            await work.Transaction.RemoveAsync(work.Transaction.Query<IdempotencyEntry>().Where(e => e.At <= until), cancellationToken);
            await work.CommitAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the host's start does not wait for it
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Pause, clock, stoppingToken);
                await RemoveAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                log.LogWarning(failure, "Idempotency keys that are too old could not be removed; it is tried again.");
            }
        }
    }
}
