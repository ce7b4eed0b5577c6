using CrmKit.Access;
using CrmKit.Activities;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Sessions;

namespace CrmKit.Lifecycles;

/// <summary>Classes that a customer came into, as they were told: for who may read all orders and opportunities, out of which they follow.</summary>
internal sealed class TimelineLifecycle(CrmSession session) : ISessionService
{
    public const string Kind = "lifecycle";

    public async Task<IReadOnlyList<TimelineEntry>> ReadAsync(RecordRef record, DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        if (record.Type is not ("contact" or "account")) return [];
        foreach (var type in new[] { typeof(Order), typeof(Opportunity) })
            if (await session.Access.ScopeAsync(session.Catalog.Type(type), Operations.Read, cancellationToken) != AccessScope.All) return [];
        var reader = await session.ReaderAsync(cancellationToken);
        var changes = reader.Query<LifecycleChange>().Where(c => c.RecordId == record.Id && c.RecordType == record.Type && c.FromClass != c.ToClass && c.At <= until);
        return [.. (await reader.ListAsync(changes.OrderByDescending(c => c.At).ThenByDescending(c => c.Id).Take(limit), cancellationToken))
            .Select(c => new TimelineEntry(c.At, Kind, TimelineWords.Became(c.ToClass, c.FromClass, c.ChangedOn), null, null, null))];
    }
}
