using CrmKit.Planning;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Identity.Sessions;

/// <summary>Removes sessions and links that are good for nothing any more, and the sessions of users who left: should they come back, they sign in again.</summary>
internal sealed class SignInRetention(Crm crm, ICrmStore store, TimeProvider clock, IOptions<CrmKitIdentityOptions> options, IOptions<CrmKitOptions> crmOptions, ILogger<SignInRetention> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        await crm.InitializeAsync(cancellationToken);
        var now = Instants.Truncate(clock.GetUtcNow());
        var idleSince = now - options.Value.IdleTime;
        foreach (var tenant in (await store.TenantsAsync(cancellationToken)).Append(crmOptions.Value.TenantId).Distinct(StringComparer.Ordinal)) await RemoveAsync(tenant, now, idleSince, cancellationToken);
    }

    private async Task RemoveAsync(string tenant, DateTimeOffset now, DateTimeOffset idleSince, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(tenant, cancellationToken);
        await transaction.RemoveAsync(transaction.Query<SignInSession>().Where(s => s.ExpiresAt <= now || s.LastSeenAt <= idleSince
            || !transaction.Query<User>().Any(u => u.Id == s.UserId && u.IsActive && u.DeletedAt == null)), cancellationToken);
        await transaction.RemoveAsync(transaction.Query<SignInLink>().Where(l => l.ExpiresAt <= now), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
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
                log.LogWarning(failure, "Sessions that ended could not be removed; it is tried again.");
            }
        }
    }
}
