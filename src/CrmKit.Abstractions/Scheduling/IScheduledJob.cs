using CrmKit.Sessions;

namespace CrmKit.Scheduling;

/// <summary>Does the work of a job.</summary>
/// <remarks>
/// One instance per run. What it writes through <see cref="JobContext.Session"/> commits together with the mark that it ran for its due time: for each due time it takes effect once, on however many hosts.
/// A run that throws is tried again with growing pauses, then parked as a dead letter. It has as long as a subscriber (30 seconds): divide long work, or ask for effects.
/// </remarks>
public interface IScheduledJob
{
    /// <summary>Runs once.</summary>
    ValueTask RunAsync(JobContext context, CancellationToken cancellationToken);
}

/// <summary>One run of a job.</summary>
/// <param name="Job">The job's key.</param>
/// <param name="DueAt">The time that it runs for, in UTC; the same on every try.</param>
/// <param name="Session">The doors, as the system, inside the transaction of the run.</param>
/// <param name="Attempt">1 for the first try.</param>
public sealed record JobContext(string Job, DateTimeOffset DueAt, ICrmSession Session, int Attempt);

/// <summary>Finds out what is due and hands it to the dispatcher. In a generic host it runs by itself; console programs and tests ask it.</summary>
/// <remarks>Singleton, thread safe. Jobs run in the host's tenant.</remarks>
public interface IScheduler
{
    /// <summary>Puts the runs that are due now into the outbox; <see cref="Events.IDispatcher.DrainAsync"/> carries them out. Returns how many.</summary>
    Task<int> QueueDueAsync(CancellationToken cancellationToken = default);

    /// <summary>Puts a run of a job into the outbox, whatever its schedule.</summary>
    /// <exception cref="CrmNotFoundException"><c>job.unknown</c>.</exception>
    Task QueueNowAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>The jobs that there are, when each was last due and when it is due next.</summary>
    Task<IReadOnlyList<JobStatus>> ListAsync(CancellationToken cancellationToken = default);
}

/// <summary>When a job was and will be due.</summary>
/// <param name="Job">The job.</param>
/// <param name="LastDueAt">The last time for which it was queued or skipped, or when it was first seen, in UTC; <see langword="null"/> when it was not seen yet.</param>
/// <param name="NextDueAt">The next time, in UTC; in the past when it is about to be queued; <see langword="null"/> when there is none.</param>
public sealed record JobStatus(JobDefinition Job, DateTimeOffset? LastDueAt, DateTimeOffset? NextDueAt);
