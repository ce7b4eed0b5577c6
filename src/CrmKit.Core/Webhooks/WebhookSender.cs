using CrmKit.Background;
using CrmKit.Sessions;
using CrmKit.Storage;
using CrmKit.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Webhooks;

/// <summary>
/// The lane of webhooks: several receivers at a time, each one message at a time. A receiver that does not answer costs the others nothing: what waits for it is put off. No failure ends it.
/// </summary>
internal sealed class WebhookSender(Crm crm, WebhookClient client, IServiceProvider services, TimeProvider clock, IOptions<CrmKitOptions> options, ILogger<WebhookSender> logger) : BackgroundService
{
    private const int BatchSize = 64;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    /// <summary>How long one receiver may hold a place before others come.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SuspendedHold = TimeSpan.FromHours(1); // resuming ends it

    private readonly SemaphoreSlim _turn = new(1);
    private readonly WakeUp _wake = new();

    private IOutboxStore Outbox => services.GetRequiredService<ICrmStore>().Outbox;

    /// <summary>Sends until nothing is due; returns how many messages were settled.</summary>
    public async Task<int> DrainAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var settled = 0;
            while (!cancellationToken.IsCancellationRequested && await Outbox.ClaimWebhooksAsync(BatchSize, Lease, Now, cancellationToken) is { Count: > 0 } messages)
            {
                var receivers = new ParallelOptions { MaxDegreeOfParallelism = options.Value.Webhooks.Concurrency };
                await Parallel.ForEachAsync(messages.GroupBy(m => (m.TenantId, m.Name)), receivers, async (group, _) => Interlocked.Add(ref settled, await SendAsync([.. group])));
            }
            return settled;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Looks soon whether there is something to send.</summary>
    public void Wake() => _wake.Call();

    public override void Dispose()
    {
        base.Dispose();
        _turn.Dispose();
        _wake.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the host's start does not wait for receivers
        var outbox = Outbox;
        outbox.Committed += Wake;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await OnceAsync(stoppingToken);
                await _wake.WaitAsync(options.Value.DispatchInterval, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the host stops; what was claimed comes back when its lease ends
        }
        finally
        {
            outbox.Committed -= Wake;
        }
    }

    private DateTimeOffset Now => Instants.Truncate(clock.GetUtcNow());

    private async Task OnceAsync(CancellationToken stoppingToken)
    {
        try
        {
            await crm.InitializeAsync(stoppingToken);
            await DrainAsync(stoppingToken);
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
        {
            logger.LogError("Webhooks could not be sent and are tried again in {Interval}: {Reason}", options.Value.DispatchInterval, failure.Message);
        }
    }

    private async Task<int> SendAsync(IReadOnlyList<OutboxMessage> messages)
    {
        var (outbox, started, settled) = (Outbox, clock.GetTimestamp(), 0);
        if (await services.GetRequiredService<TenantRegister>().IsSuspendedAsync(messages[0].TenantId, CancellationToken.None))
        {
            foreach (var message in messages) await outbox.HoldAsync(message.Id, TenantRegister.SuspendedReason, Now + SuspendedHold, Now, CancellationToken.None);
            return 0;
        }
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            IReadOnlyList<Guid> rest = [.. messages.Skip(i + 1).Select(m => m.Id)];
            try
            {
                if (await WebhookDispatch.SendAsync(crm, client, message, options.Value.Webhooks, logger) is not { } retry)
                {
                    await outbox.CompleteAsync([message.Id], CancellationToken.None);
                    settled++;
                }
                else
                {
                    if (!retry.Answered) await outbox.PostponeAsync(message.TenantId, message.Name, rest, Now + Silence, Now, CancellationToken.None);
                    await outbox.FailAsync(message.Id, "webhook: see its log", retry.At, Now, CancellationToken.None);
                    if (!retry.Answered) return settled;
                }
            }
            catch (Exception failure)
            {
                // Of this side: its keys, its database. Not counted against the receiver.
                logger.LogError("Webhook message {Message} could not be sent and is tried again in {Pause}: {Reason}", message.Id, Silence, failure.Message);
                await outbox.PostponeAsync(message.TenantId, message.Name, [message.Id, .. rest], Now + Silence, Now, CancellationToken.None);
                return settled;
            }
            if (clock.GetElapsedTime(started) < Slice || rest.Count == 0) continue;
            await outbox.PostponeAsync(message.TenantId, message.Name, rest, Now, Now, CancellationToken.None);
            return settled;
        }
        return settled;
    }
}
