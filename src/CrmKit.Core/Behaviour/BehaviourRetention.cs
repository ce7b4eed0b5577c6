using CrmKit.Background;
using CrmKit.Sessions;
using CrmKit.Storage;
using CrmKit.Tenants;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Behaviour;

/// <summary>Removes events, and visitors that nothing was seen of since, when they are too old to be kept.</summary>
internal sealed class BehaviourRetention(Crm crm, TenantRegister tenants, IOptions<CrmKitOptions> options, TimeProvider clock, ILogger<BehaviourRetention> log)
    : Upkeep(TimeSpan.FromHours(1), clock, log, "Behaviour events that are too old could not be removed; it is tried again.")
{
    private const int EventsPerTurn = 5_000;

    /// <summary>Removes all that is too old, of every tenant, a few thousand at a time: writers take turns with it.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        if (options.Value.BehaviourAge is not { } age) return;
        await crm.InitializeAsync(cancellationToken);
        var until = Instants.Truncate(Clock.GetUtcNow() - age);
        foreach (var tenant in await tenants.AllAsync(cancellationToken))
        {
            while (await RemoveSomeAsync(tenant, until, cancellationToken)) { }
        }
    }

    protected override Task TurnAsync(CancellationToken cancellationToken) => RemoveAsync(cancellationToken);

    private async Task<bool> RemoveSomeAsync(string tenant, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var session = crm.Open(Actor.System("behaviour retention"), "retention", tenant);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var transaction = work.Transaction;
        await transaction.LockAsync([VisitorLinks.Lock], cancellationToken);
        var old = transaction.Query<BehaviourEvent>().Where(e => e.At < until);
        var oldest = await transaction.ListAsync(old.OrderBy(e => e.At).Select(e => e.At).Skip(EventsPerTurn - 1).Take(1), cancellationToken);
        var isMore = oldest.Count > 0;
        if (isMore)
        {
            var boundary = oldest[0];
            old = old.Where(e => e.At <= boundary);
        }
        var (touched, rows) = (new BehaviourOwners(), new StoreBatch());
        foreach (var owner in await transaction.ListAsync(old.Select(e => new { e.ContactId, e.AccountId }).Distinct(), cancellationToken)) touched.Add(owner.ContactId, owner.AccountId);
        touched.Tell(session, rows);
        await transaction.WriteAsync(rows, cancellationToken);
        await transaction.RemoveAsync(old, cancellationToken);
        if (!isMore)
        {
            var gone = transaction.Query<BehaviourVisitor>().Where(v => v.LastAt < until);
            await transaction.RemoveAsync(transaction.Query<BehaviourIdentity>().Where(i => gone.Any(v => v.Id == i.VisitorId)), cancellationToken);
            await transaction.RemoveAsync(gone, cancellationToken);
        }
        await work.CommitAsync(cancellationToken);
        return isMore;
    }
}
