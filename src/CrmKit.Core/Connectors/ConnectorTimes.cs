using CrmKit.Events;
using CrmKit.Scheduling;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Connectors;

/// <summary>Pulls as jobs of the scheduler and messages of the outbox.</summary>
internal static class ConnectorTimes
{
    /// <summary>The payload of a pull that goes on.</summary>
    public const string More = """{"isMore":true}""";

    private const string Prefix = ConnectorState.MessagePrefix;

    /// <summary>One job for each connector that is asked at an interval.</summary>
    public static IEnumerable<JobDefinition> Jobs(CatalogSnapshot catalog) =>
        from connector in catalog.Connectors
        where connector.PullEvery is not null
        select new JobDefinition { Key = Prefix + connector.Key, Label = connector.Label, Schedule = JobSchedule.Every(connector.PullEvery!.Value) };

    /// <summary>The connector that a job asks; <see langword="null"/> for other jobs.</summary>
    public static string? ConnectorOf(string job) => job.StartsWith(Prefix, StringComparison.Ordinal) ? job[Prefix.Length..] : null;

    /// <summary>The kind of the effects that take changes to a connector's system.</summary>
    public static string Effect(string connector) => Prefix + connector;

    /// <summary>A pull as soon as possible.</summary>
    /// <param name="session">Whose tenant and clock.</param>
    /// <param name="connector">The connector's key.</param>
    /// <param name="isMore">Whether it goes on with a pull that was too large for one batch.</param>
    public static OutboxMessage Message(CrmSession session, string connector, bool isMore = false) => new()
    {
        Payload = isMore ? More : "{}",
        TenantId = session.TenantId,
        Class = OutboxClass.Job,
        Name = Prefix + connector,
        At = session.Now,
        DueAt = session.Now,
    };
}
