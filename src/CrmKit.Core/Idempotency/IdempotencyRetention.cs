using CrmKit.Background;
using CrmKit.Sessions;
using CrmKit.Storage;
using CrmKit.Tenants;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Idempotency;

/// <summary>Removes keys that are too old to be answered.</summary>
internal sealed class IdempotencyRetention(Crm crm, TenantRegister tenants, IOptions<CrmKitOptions> options, TimeProvider clock, ILogger<IdempotencyRetention> log)
    : Upkeep(TimeSpan.FromHours(1), clock, log, "Idempotency keys that are too old could not be removed; it is tried again.")
{
    /// <summary>Removes all that are too old, of every tenant.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        await crm.InitializeAsync(cancellationToken);
        var until = Instants.Truncate(Clock.GetUtcNow() - options.Value.IdempotencyAge);
        foreach (var tenant in await tenants.AllAsync(cancellationToken))
        {
            await using var session = crm.Open(Actor.System("idempotency retention"), "retention", tenant);
            await using var work = await session.BeginWorkAsync(cancellationToken);
            await work.Transaction.RemoveAsync(work.Transaction.Query<IdempotencyEntry>().Where(e => e.At <= until), cancellationToken);
            await work.CommitAsync(cancellationToken);
        }
    }

    protected override Task TurnAsync(CancellationToken cancellationToken) => RemoveAsync(cancellationToken);
}
