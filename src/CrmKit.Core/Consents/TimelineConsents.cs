using CrmKit.Activities;
using CrmKit.Sessions;

namespace CrmKit.Consents;

/// <summary>What a person allowed and forbade.</summary>
internal sealed class TimelineConsents(CrmSession session, ConsentPeople people) : ISessionService
{
    public const string Kind = "consent";

    public async Task<IReadOnlyList<TimelineEntry>> ReadAsync(RecordTypeDefinition type, RecordRef record, DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        if (!type.IsPerson) return [];
        var ids = (await people.OfAsync([record.Id], cancellationToken))[record.Id].ToList();
        var reader = await session.ReaderAsync(cancellationToken);
        var entries = reader.Query<ConsentEntry>().Where(e => ids.Contains(e.RecordId) && e.At <= until);
        return [.. (await reader.ListAsync(entries.OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(limit), cancellationToken))
            .Select(e => new TimelineEntry(e.At, Kind, TimelineWords.Consented(e.Purpose, e.Channel, e.Act), e.Text is { } text ? new LocalizedText(text) : null, e.ActorId, null))];
    }
}
