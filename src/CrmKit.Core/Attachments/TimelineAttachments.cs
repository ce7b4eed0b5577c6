using CrmKit.Activities;
using CrmKit.Sessions;

namespace CrmKit.Attachments;

/// <summary>Files that were added to a record.</summary>
internal sealed class TimelineAttachments(CrmSession session) : ISessionService
{
    public const string Kind = "attachment";

    public async Task<IReadOnlyList<TimelineEntry>> ReadAsync(RecordRef record, DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        return [.. (await reader.ListAsync(reader.Query<Attachment>().Where(a => a.RecordId == record.Id && a.RecordType == record.Type && a.At <= until).OrderByDescending(a => a.At).ThenByDescending(a => a.Id).Take(limit), cancellationToken))
            .Select(a => new TimelineEntry(a.At, Kind, new LocalizedText(a.Name), null, a.ActorId, null))];
    }
}
