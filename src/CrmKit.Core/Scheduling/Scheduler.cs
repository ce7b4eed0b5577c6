using System.Globalization;
using CrmKit.Background;
using CrmKit.Connectors;
using CrmKit.Events;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Storage;
using CrmKit.Tenants;
using CrmKit.Workflows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Scheduling;

/// <summary>
/// Wakes when something may be due, and lets the due table decide: the row of a due time and the message that runs it are one transaction, and the row is unique.
/// However many hosts wake for one time, one of them queues it.
/// </summary>
internal sealed class Scheduler(ExtensionRegistry registry, IServiceProvider services, TimeProvider clock, IOptions<CrmKitOptions> options, ILogger<Scheduler> logger)
    : BackgroundService, IScheduler
{
    /// <summary>Later than this is missed rather than due: longer than a busy host needs to wake.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    /// <summary>Another host may have queued what this one waits for, and clocks are set: look again now and then.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    /// <summary>After a failure the same due time would wake at once again.</summary>
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly WakeUp _wake = new();
    private long _wakeTicks = long.MaxValue; // the nearest due time; read outside the turn
    private readonly Dictionary<(string Tenant, string Job), (JobSchedule Schedule, DateTimeOffset? At)> _next = [];

    public async Task<int> QueueDueAsync(CancellationToken cancellationToken = default)
    {
        await services.GetRequiredService<ICrm>().InitializeAsync(cancellationToken);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var (jobs, now, queued) = (await JobsAsync(cancellationToken), Instants.Truncate(clock.GetUtcNow()), 0);
            foreach (var gone in _next.Keys.Except(jobs.Select(j => (j.Tenant, j.Job.Key))).ToList()) _next.Remove(gone);
            foreach (var (tenant, job) in jobs)
                if (!_next.TryGetValue((tenant, job.Key), out var known) || known.Schedule != job.Schedule || known.At <= now) queued += await QueueDueAsync(tenant, job, now, cancellationToken) ? 1 : 0;
            Volatile.Write(ref _wakeTicks, _next.Values.Select(n => n.At).OfType<DateTimeOffset>().Select(at => at.UtcTicks).DefaultIfEmpty(long.MaxValue).Min());
            return queued;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task QueueNowAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (registry.For(options.Value.TenantId).Catalog.Jobs.FirstOrDefault(j => j.Key == key) is not { } job) throw new CrmNotFoundException(JobErrors.Unknown(key));
        await services.GetRequiredService<ICrm>().InitializeAsync(cancellationToken);
        var store = services.GetRequiredService<ICrmStore>();
        await using var transaction = await store.BeginAsync(options.Value.TenantId, cancellationToken);
        var now = Instants.Truncate(clock.GetUtcNow());
        await transaction.WriteAsync(new StoreBatch { Inserts = { Message(options.Value.TenantId, job, now, now, now) } }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<JobStatus>> ListAsync(CancellationToken cancellationToken = default)
    {
        await services.GetRequiredService<ICrm>().InitializeAsync(cancellationToken);
        await using var reader = await services.GetRequiredService<ICrmStore>().OpenReaderAsync(options.Value.TenantId, cancellationToken);
        var now = clock.GetUtcNow();
        var found = new List<JobStatus>();
        foreach (var job in registry.For(options.Value.TenantId).Catalog.Jobs)
        {
            var last = await LastAsync(reader, job, cancellationToken);
            found.Add(new JobStatus(job, last, DueTimes.Next(job.Schedule, last ?? now, options.Value.TimeZone)));
        }
        return found;
    }

    public override void Dispose()
    {
        base.Dispose();
        _turn.Dispose();
        _wake.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the host's start does not wait for jobs
        registry.Changed += Wake;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await OnceAsync(stoppingToken);
                await _wake.WaitAsync(Sleep(), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the host stops; what is due later is found by the next start
        }
        finally
        {
            registry.Changed -= Wake;
        }
    }

    private async Task OnceAsync(CancellationToken stoppingToken)
    {
        try
        {
            await QueueDueAsync(stoppingToken);
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
        {
            logger.LogError("The scheduler could not go on and tries again soon: {Reason}", failure.Message);
        }
    }

    // Jobs and workflows are the host's tenant's; connectors bring to each tenant what is its own.
    private async Task<List<(string Tenant, JobDefinition Job)>> JobsAsync(CancellationToken cancellationToken)
    {
        var own = options.Value.TenantId;
        List<(string, JobDefinition)> jobs = [.. WorkflowTimes.With(registry.For(own).Catalog).Select(j => (own, j))];
        if (!registry.Current.Catalog.Connectors.Any(c => c.PullEvery is not null)) return jobs;
        foreach (var tenant in await services.GetRequiredService<TenantRegister>().WorkingAsync(cancellationToken)) jobs.AddRange(ConnectorTimes.Jobs(registry.For(tenant).Catalog).Select(j => (tenant, j)));
        return jobs;
    }

    private TimeSpan Sleep()
    {
        var ticks = Volatile.Read(ref _wakeTicks) - clock.GetUtcNow().UtcTicks;
        return ticks <= 0 ? ShortestSleep : ticks < LongestSleep.Ticks ? TimeSpan.FromTicks(ticks) : LongestSleep;
    }

    private async Task<bool> QueueDueAsync(string tenant, JobDefinition job, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var zone = options.Value.TimeZone;
        await using var transaction = await services.GetRequiredService<ICrmStore>().BeginAsync(tenant, cancellationToken);
        var last = await LastAsync(transaction, job, cancellationToken);
        if (last is { } settled && DueTimes.Next(job.Schedule, settled, zone) is var first && (first is null || first > now))
        {
            _next[(tenant, job.Key)] = (job.Schedule, first);
            return false;
        }

        // One seen for the first time is due from now on: what the past would have brought is not caught up on.
        var due = last is null ? now : DueTimes.Latest(job.Schedule, DueTimes.Next(job.Schedule, last.Value, zone)!.Value, now, zone);
        var isRun = last is not null && (job.Misfire == MisfirePolicy.RunOnce || now - due <= Grace);
        var batch = new StoreBatch { Inserts = { new DueEntry { TenantId = tenant, Rule = RuleOf(job), DueAt = due, At = now } } };
        if (isRun) batch.Inserts.Add(Message(tenant, job, last!.Value, due, now));
        try
        {
            await transaction.WriteAsync(batch, cancellationToken);
            Failpoint.Hit("scheduler.before-commit");
            await transaction.CommitAsync(cancellationToken);
            Failpoint.Hit("scheduler.after-commit");
        }
        catch (StoreDuplicateException)
        {
            isRun = false; // another host was first
        }
        _next[(tenant, job.Key)] = (job.Schedule, DueTimes.Next(job.Schedule, due, zone));
        return isRun;
    }

    private static async Task<DateTimeOffset?> LastAsync(IStoreReader reader, JobDefinition job, CancellationToken cancellationToken)
    {
        var rule = RuleOf(job);
        return await reader.ListAsync(reader.Query<DueEntry>().Where(e => e.Rule == rule).OrderByDescending(e => e.DueAt).Take(1), cancellationToken) is [var last] ? last.DueAt : null;
    }

    private static OutboxMessage Message(string tenant, JobDefinition job, DateTimeOffset since, DateTimeOffset due, DateTimeOffset now) => new()
    {
        TenantId = tenant,
        Class = OutboxClass.Job,
        Name = job.Key,
        Payload = $"{{\"since\":\"{Text(since)}\",\"dueAt\":\"{Text(due)}\"}}",
        At = now,
        DueAt = now,
    };

    private static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static string RuleOf(JobDefinition job) => "job/" + job.Key;

    private void Wake(object? sender, CatalogChangedEventArgs change) => _wake.Call();
}
