using System.Text.Json.Nodes;
using CrmKit.Background;
using CrmKit.Sessions;
using CrmKit.Storage;
using CrmKit.Tenants;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Audit;

/// <summary>Seals the audit behind the writes, and forgets what is older than it is to be kept.</summary>
internal sealed class AuditUpkeep(Crm crm, ICrmStore store, TenantRegister tenants, IOptions<CrmKitOptions> options, TimeProvider clock, ILogger<AuditUpkeep> log)
    : Upkeep(TimeSpan.FromSeconds(1), clock, log, "The audit could not be sealed; its entries wait, and it is tried again.")
{
    /// <summary>The most entries of one turn, and so of one seal.</summary>
    public const int EntriesPerTurn = 2_000;
    private static readonly TimeSpan LongPause = TimeSpan.FromHours(1);
    private DateTimeOffset _rareAt;

    /// <summary>Removes the entries that are older than the audit is kept, of every tenant, and says so in the audit.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        if (options.Value.AuditAge is not { } age) return;
        await crm.InitializeAsync(cancellationToken);
        foreach (var tenant in await tenants.AllAsync(cancellationToken))
        {
            var forgotten = 0L;
            while (await store.AuditChain.ForgetAsync(tenant, Instants.Truncate(Clock.GetUtcNow() - age), cancellationToken) is { } some) forgotten += some;
            if (forgotten == 0) continue;
            await using var session = crm.Open(Actor.System("audit retention"), "retention", tenant);
            await session.Service<AuditActs>().WriteAsync("audit-retention", Guid.CreateVersion7(session.Now).ToString(), new JsonObject { ["forgotten"] = forgotten }, cancellationToken);
        }
    }

    protected override async Task TurnAsync(CancellationToken cancellationToken)
    {
        while (await store.AuditChain.SealAsync(EntriesPerTurn, Instants.Truncate(Clock.GetUtcNow()), cancellationToken) == EntriesPerTurn)
            await Task.Delay(TimeSpan.FromMilliseconds(50), Clock, cancellationToken); // writers take turns with it
        if (Clock.GetUtcNow() < _rareAt) return;
        await TellHeadsAsync(cancellationToken);
        await ForgetAsync(cancellationToken);
        _rareAt = Clock.GetUtcNow() + LongPause;
    }

    // A log that leaves the machine keeps the chain's ends where those who can change the database cannot change them.
    private async Task TellHeadsAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in await tenants.AllAsync(cancellationToken))
            if (await store.AuditChain.HeadAsync(tenant, cancellationToken) is { } head) Log.LogInformation("The audit of tenant {Tenant} is sealed up to {Head}", tenant, head);
    }
}
