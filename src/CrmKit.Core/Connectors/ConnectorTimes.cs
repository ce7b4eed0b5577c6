using CrmKit.Events;
using CrmKit.Scheduling;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Connectors;

/// <summary>Pulls as jobs of the scheduler and messages of the outbox.</summary>
internal static class ConnectorTimes
{
    private const string Prefix = "connector/"; // no job's key has a slash

    /// <summary>One job for each connector that is asked at an interval.</summary>
    public static IEnumerable<JobDefinition> Jobs(CatalogSnapshot catalog) =>
        from connector in catalog.Connectors
        where connector.PullEvery is not null
        select new JobDefinition { Key = Prefix + connector.Key, Label = connector.Label, Schedule = JobSchedule.Every(connector.PullEvery!.Value) };

    /// <summary>The connector that a job asks; <see langword="null"/> for other jobs.</summary>
    public static string? ConnectorOf(string job) => job.StartsWith(Prefix, StringComparison.Ordinal) ? job[Prefix.Length..] : null;

    /// <summary>A pull as soon as possible.</summary>
    public static OutboxMessage Message(CrmSession session, string connector) => new()
    {
        TenantId = session.TenantId,
        Class = OutboxClass.Job,
        Name = Prefix + connector,
        At = session.Now,
        DueAt = session.Now,
    };
}
