using CrmKit.Activities;
using CrmKit.Sessions;

namespace CrmKit.Behaviour;

/// <summary>What a contact, or the people of an account, did, as far as the actor may see it.</summary>
internal sealed class TimelineBehaviour(CrmSession session, RecordSource source) : ISessionService
{
    public const string Kind = "behaviour";

    public async Task<IReadOnlyList<TimelineEntry>> ReadAsync(RecordRef record, DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        if (record.Type is not ("contact" or "account")) return [];
        var type = session.Catalog.Type(typeof(BehaviourEvent));
        if (await session.Access.ScopeAsync(type, Access.Operations.Read, cancellationToken) == Access.AccessScope.None) return [];
        var hidden = await session.Access.HiddenFieldsAsync(type, cancellationToken);
        Guid? id = record.Id;
        var events = (await source.VisibleAsync<BehaviourEvent>(type, RecordLife.Alive, cancellationToken)).Where(e => e.At <= until);
        events = record.Type == "contact" ? events.Where(e => e.ContactId == id) : events.Where(e => e.AccountId == id);
        var reader = await session.ReaderAsync(cancellationToken);
        return [.. (await reader.ListAsync(events.OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(limit), cancellationToken))
            .Select(e => new TimelineEntry(e.At, Kind, new LocalizedText(hidden.Contains("page") || e.Page is null ? e.Kind : $"{e.Kind} {e.Page}"), hidden.Contains("title") || e.Title is null ? null : new LocalizedText(e.Title), null, type.Ref(e.Id)))];
    }
}
