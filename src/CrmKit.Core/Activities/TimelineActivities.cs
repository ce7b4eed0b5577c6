using CrmKit.Access;
using CrmKit.Sessions;

namespace CrmKit.Activities;

/// <summary>The activities around records, of every kind, that the actor may see.</summary>
internal sealed class TimelineActivities(CrmSession session) : ISessionService
{
    private const int DetailLength = 2000;

    public async Task<IReadOnlyList<TimelineEntry>> ReadAsync(RecordRef record, IReadOnlyList<Guid> about, DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        Guid? person = record.Type == "contact" ? record.Id : null;
        List<Guid?> ids = [.. about.Cast<Guid?>()];
        return
        [
            .. await ReadAsync<PhoneCall>(ids, person, until, limit, cancellationToken),
            .. await ReadAsync<Appointment>(ids, person, until, limit, cancellationToken),
            .. await ReadAsync<EmailMessage>(ids, person, until, limit, cancellationToken),
            .. await ReadAsync<ChannelMessage>(ids, person, until, limit, cancellationToken),
            .. await ReadAsync<SurveyAnswer>(ids, person, until, limit, cancellationToken),
            .. await ReadAsync<FollowUp>(ids, person, until, limit, cancellationToken),
            .. await ReadAsync<Note>(ids, person, until, limit, cancellationToken),
        ];
    }

    private async Task<IEnumerable<TimelineEntry>> ReadAsync<T>(List<Guid?> about, Guid? person, DateTimeOffset until, int limit, CancellationToken cancellationToken) where T : CrmActivity
    {
        var type = session.Catalog.Type(typeof(T));
        if (await session.Access.ScopeAsync(type, Operations.Read, cancellationToken) == AccessScope.None) return [];
        var hidden = await session.Access.HiddenFieldsAsync(type, cancellationToken);
        var reader = await session.ReaderAsync(cancellationToken);
        var query = reader.Query<T>()
            .Where(await session.Access.PredicateAsync<T>(type, Operations.Read, cancellationToken))
            .Where(a => a.DeletedAt == null && (about.Contains(a.RegardingId) || (person != null && a.ContactId == person)))
            .Where(a => (a.DoneAt ?? a.StartsAt ?? a.CreatedAt) <= until)
            .OrderByDescending(a => a.DoneAt ?? a.StartsAt ?? a.CreatedAt).ThenByDescending(a => a.Id);
        return (await reader.ListAsync(query.Take(limit), cancellationToken)).Select(a => new TimelineEntry(
            a.DoneAt ?? a.StartsAt ?? a.CreatedAt,
            type.Key,
            hidden.Contains("subject") ? type.Label : new LocalizedText(a.Subject),
            hidden.Contains("body") || Short(a.Body ?? (a is SurveyAnswer given && !hidden.Contains("answer") ? given.Answer : a.Outcome)) is not { } said ? null : new LocalizedText(said),
            a.CreatedById,
            type.Ref(a.Id)));
    }

    private static string? Short(string? text) => text is null || text.Length <= DetailLength ? text : text[..DetailLength] + "…";
}
