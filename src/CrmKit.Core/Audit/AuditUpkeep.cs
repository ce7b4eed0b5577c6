using System.Text.Json.Nodes;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Audit;

/// <summary>Seals the audit behind the writes, and forgets what is older than it is to be kept.</summary>
internal sealed class AuditUpkeep(Crm crm, ICrmStore store, IOptions<CrmKitOptions> options, TimeProvider clock, ILogger<AuditUpkeep> log) : BackgroundService
{
    /// <summary>The most entries of one turn, and so of one seal.</summary>
    public const int EntriesPerTurn = 2_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongPause = TimeSpan.FromHours(1);
    private DateTimeOffset _rareAt;

    /// <summary>Removes the entries that are older than the audit is kept, of every tenant, and says so in the audit.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        if (options.Value.AuditAge is not { } age) return;
        await crm.InitializeAsync(cancellationToken);
        foreach (var tenant in await TenantsAsync(cancellationToken))
        {
            var forgotten = 0L;
            while (await store.AuditChain.ForgetAsync(tenant, Instants.Truncate(clock.GetUtcNow() - age), cancellationToken) is { } some) forgotten += some;
            if (forgotten == 0) continue;
            await using var session = crm.Open(Actor.System("audit retention"), "retention", tenant);
            await session.Service<AuditActs>().WriteAsync("audit-retention", Guid.CreateVersion7(session.Now).ToString(), new JsonObject { ["forgotten"] = forgotten }, cancellationToken);
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
                while (await store.AuditChain.SealAsync(EntriesPerTurn, Instants.Truncate(clock.GetUtcNow()), stoppingToken) == EntriesPerTurn)
                    await Task.Delay(TimeSpan.FromMilliseconds(50), clock, stoppingToken); // writers take turns with it
                if (clock.GetUtcNow() < _rareAt) continue;
                await TellHeadsAsync(stoppingToken);
                await ForgetAsync(stoppingToken);
                _rareAt = clock.GetUtcNow() + LongPause;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                log.LogWarning(failure, "The audit could not be sealed; its entries wait, and it is tried again.");
            }
        }
    }

    // A log that leaves the machine keeps the chain's ends where those who can change the database cannot change them.
    private async Task TellHeadsAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in await TenantsAsync(cancellationToken))
            if (await store.AuditChain.HeadAsync(tenant, cancellationToken) is { } head) log.LogInformation("The audit of tenant {Tenant} is sealed up to {Head}", tenant, head);
    }

    private async Task<IEnumerable<string>> TenantsAsync(CancellationToken cancellationToken) =>
        (await store.TenantsAsync(cancellationToken)).Append(options.Value.TenantId).Distinct(StringComparer.Ordinal);
}
