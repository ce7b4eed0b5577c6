using CrmKit.Background;
using CrmKit.Planning;
using CrmKit.Sessions;
using CrmKit.Storage;
using CrmKit.Tenants;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Identity.Sessions;

/// <summary>Removes sessions and links that are good for nothing any more, and the sessions of users who left: should they come back, they sign in again.</summary>
internal sealed class SignInRetention(Crm crm, ICrmStore store, TenantRegister tenants, TimeProvider clock, IOptions<CrmKitIdentityOptions> options, ILogger<SignInRetention> log)
    : Upkeep(TimeSpan.FromHours(1), clock, log, "Sessions that ended could not be removed; it is tried again.")
{
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        await crm.InitializeAsync(cancellationToken);
        var now = Instants.Truncate(Clock.GetUtcNow());
        var idleSince = now - options.Value.IdleTime;
        foreach (var tenant in await tenants.AllAsync(cancellationToken)) await RemoveAsync(tenant, now, idleSince, cancellationToken);
    }

    private async Task RemoveAsync(string tenant, DateTimeOffset now, DateTimeOffset idleSince, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(tenant, cancellationToken);
        await transaction.RemoveAsync(transaction.Query<SignInSession>().Where(s => s.ExpiresAt <= now || s.LastSeenAt <= idleSince
            || !transaction.Query<User>().Any(u => u.Id == s.UserId && u.IsActive && u.DeletedAt == null)), cancellationToken);
        await transaction.RemoveAsync(transaction.Query<SignInLink>().Where(l => l.ExpiresAt <= now), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    protected override Task TurnAsync(CancellationToken cancellationToken) => RemoveAsync(cancellationToken);
}
