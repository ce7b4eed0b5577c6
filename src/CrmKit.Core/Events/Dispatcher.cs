using CrmKit.Background;
using CrmKit.Connectors;
using CrmKit.Effects;
using CrmKit.Plugins;
using CrmKit.Segments;
using CrmKit.Sessions;
using CrmKit.Storage;
using CrmKit.Tenants;
using CrmKit.Webhooks;
using CrmKit.Workflows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Events;

/// <summary>Takes batches from the outbox and settles them: woken by commits in this process, else by the clock. No failure ends it.</summary>
internal sealed class Dispatcher(Crm crm, ExtensionRegistry registry, SegmentRefresher segments, WebhookSender webhooks, SealedPayloads payloads, IServiceProvider services, TimeProvider clock, IOptions<CrmKitOptions> options, ILogger<Dispatcher> logger)
    : BackgroundService, IDispatcher
{
    private const int BatchSize = 200;

    /// <summary>How long one executor may take; subscribers, which hold a transaction, get less.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(65);

    /// <summary>While others write all the time, what comes in so long is taken together: a claim costs two commits, however few messages it takes.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20);

    /// <summary>How long claimed messages are kept from others; after a crash they come back when it ends.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    /// <summary>How long events are kept after they were delivered: longer than the longest row of retries, so that a late repetition still meets its inbox mark.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    /// <summary>How often it is looked whether what a held message needs is back, beside every change of the plugins: the longer it waits, the less often.</summary>
    private static readonly TimeSpan ShortestHold = TimeSpan.FromMinutes(1), LongestHold = TimeSpan.FromHours(1);
    private static readonly TimeSpan PurgeInterval = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly WakeUp _wake = new();
    private DateTimeOffset _purgeAt;
    private int _changesSeen = -1;

    public async Task<int> DrainAsync(CancellationToken cancellationToken = default) =>
        await DrainEventsAsync(gathers: false, cancellationToken) + await webhooks.DrainAsync(cancellationToken); // what is sent causes no events

    private async Task<int> DrainEventsAsync(bool gathers, CancellationToken cancellationToken)
    {
        await crm.InitializeAsync(cancellationToken);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var settled = 0;
            while (true)
            {
                await ReleaseHeldAsync(cancellationToken);
                if (await NextBatchAsync(cancellationToken) is not { } done) return settled;
                settled += done;
                if (gathers && done < BatchSize) await Task.Delay(Gathering, TimeProvider.System, cancellationToken);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _turn.Dispose();
        _wake.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the host's start does not wait for deliveries
        var outbox = services.GetRequiredService<ICrmStore>().Outbox;
        outbox.Committed += Wake;
        registry.Changed += Wake;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await OnceAsync(outbox, stoppingToken);
                await _wake.WaitAsync(options.Value.DispatchInterval, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the host stops; what was claimed comes back when its lease ends
        }
        finally
        {
            registry.Changed -= Wake;
            outbox.Committed -= Wake;
        }
    }

    private async Task OnceAsync(IOutboxStore outbox, CancellationToken stoppingToken)
    {
        try
        {
            await DrainEventsAsync(gathers: true, stoppingToken);
            if (clock.GetUtcNow() < _purgeAt) return;
            await outbox.PurgeAsync(clock.GetUtcNow() - Retention, stoppingToken);
            _purgeAt = clock.GetUtcNow() + PurgeInterval;
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
        {
            logger.LogError("The dispatcher could not go on and tries again in {Interval}: {Reason}", options.Value.DispatchInterval, failure.Message);
        }
    }

    private async Task ReleaseHeldAsync(CancellationToken cancellationToken)
    {
        var changes = registry.Changes;
        if (changes == _changesSeen) return;
        await services.GetRequiredService<ICrmStore>().Outbox.ReleaseHeldAsync(Instants.Truncate(clock.GetUtcNow()), cancellationToken);
        _changesSeen = changes;
    }

    // How many were settled; null when nothing was due.
    private async Task<int?> NextBatchAsync(CancellationToken cancellationToken)
    {
        var outbox = services.GetRequiredService<ICrmStore>().Outbox;
        var started = clock.GetTimestamp();
        var messages = await outbox.ClaimAsync(BatchSize, Lease, Instants.Truncate(clock.GetUtcNow()), cancellationToken);
        if (messages.Count == 0) return null;
        Failpoint.Hit("dispatch.after-claim");

        messages = await WorkingAsync(outbox, messages);
        var done = new List<Guid>();
        var settled = 0;
        var unnoted = await segments.NoteAsync(messages.Where(m => m.Class == OutboxClass.Event)); // of all at once, before anybody takes his time
        var hooks = await WebhookPlanner.ActiveAsync(crm, messages.Where(m => m.Class == OutboxClass.Event).Select(m => m.TenantId));
        foreach (var message in messages)
        {
            // What is not reached while the lease lasts is left to its next holder.
            if (cancellationToken.IsCancellationRequested || clock.GetElapsedTime(started) > Lease - TimeLimit) break;
            var outcome = unnoted is not null && message.Class == OutboxClass.Event ? new([unnoted]) : await DeliverAsync(message, hooks);
            if (outcome.HeldBecause is { } missing)
            {
                var now = Instants.Truncate(clock.GetUtcNow());
                var waited = now - (message.HeldSince ?? now);
                var pause = waited < ShortestHold ? ShortestHold : waited > LongestHold ? LongestHold : waited;
                await outbox.HoldAsync(message.Id, missing, now + pause, now, CancellationToken.None);
                continue;
            }
            if (outcome.Failures.Count > 0)
            {
                await FailAsync(outbox, message, outcome.Failures);
                continue;
            }
            settled++;
            if (message.Class == OutboxClass.Effect) await CompleteAsync(outbox, [message.Id]); // at once: a repetition of an effect is seen outside
            else done.Add(message.Id);
        }
        await CompleteAsync(outbox, done);
        return settled;
    }

    // Nothing is done for a suspended tenant; resuming it makes what is held due.
    private async Task<IReadOnlyList<OutboxMessage>> WorkingAsync(IOutboxStore outbox, IReadOnlyList<OutboxMessage> messages)
    {
        var working = new List<OutboxMessage>(messages.Count);
        foreach (var message in messages)
        {
            var now = Instants.Truncate(clock.GetUtcNow());
            if (await services.GetRequiredService<TenantRegister>().IsSuspendedAsync(message.TenantId, CancellationToken.None)) await outbox.HoldAsync(message.Id, TenantRegister.SuspendedReason, now + LongestHold, now, CancellationToken.None);
            else working.Add(message);
        }
        return working;
    }

    // A delivery under way is finished also when the host stops: its own time limit is shorter than the host's patience.
    private async Task<DeliveryOutcome> DeliverAsync(OutboxMessage message, ILookup<string, WebhookEntry> hooks)
    {
        try
        {
            var absent = registry.AbsentFor(message.TenantId);
            return message.Class switch
            {
                OutboxClass.Effect when PushDelivery.ConnectorOf(message) is { } connector => await PushDelivery.RunAsync(crm, registry.For(message.TenantId), message, connector, clock),
                OutboxClass.Effect => await EffectDelivery.ExecuteAsync(crm, absent, message, payloads, clock),
                OutboxClass.Job => await JobDelivery.RunAsync(crm, absent, message, clock),
                OutboxClass.Workflow => await WorkflowDelivery.RunAsync(crm, registry.For(message.TenantId), message, options.Value.DeliveryAttempts, clock),
                _ => await EventDelivery.PublishAsync(crm, absent, message, Retention, hooks[message.TenantId], clock),
            };
        }
        catch (Exception failure)
        {
            return new([$"{failure.GetType().Name}: {failure.Message}"]);
        }
    }

    private static async Task CompleteAsync(IOutboxStore outbox, List<Guid> ids)
    {
        if (ids.Count == 0) return;
        Failpoint.Hit("dispatch.before-complete");
        await outbox.CompleteAsync(ids, CancellationToken.None);
        Failpoint.Hit("dispatch.after-complete");
    }

    private async Task FailAsync(IOutboxStore outbox, OutboxMessage message, IReadOnlyList<string> failures)
    {
        var attempt = message.Attempts; // the claim counted it
        var now = Instants.Truncate(clock.GetUtcNow());
        DateTimeOffset? retryAt = attempt < options.Value.DeliveryAttempts ? Instants.Truncate(now + RetrySchedule.PauseAfter(attempt, Random.Shared.NextDouble())) : null;
        var reason = string.Join(Environment.NewLine, failures);
        Failpoint.Hit("dispatch.before-fail");
        await outbox.FailAsync(message.Id, reason.Length > 4000 ? reason[..4000] : reason, retryAt, now, CancellationToken.None);
        if (retryAt is null) logger.LogError("{Name} {Id} is a dead letter after {Attempts} attempts: {Reason}", message.Name, message.Id, attempt, reason);
        else logger.LogWarning("{Name} {Id} failed at attempt {Attempt} and is tried again at {RetryAt:u}: {Reason}", message.Name, message.Id, attempt, retryAt, reason);
    }

    private void Wake(object? sender, CatalogChangedEventArgs change) => Wake();

    private void Wake() => _wake.Call();
}
