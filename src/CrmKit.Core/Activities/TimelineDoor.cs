using CrmKit.Attachments;
using CrmKit.Behaviour;
using CrmKit.Consents;
using CrmKit.Conversions;
using CrmKit.Lifecycles;
using CrmKit.Pipelines;
using CrmKit.Sessions;

namespace CrmKit.Activities;

/// <summary>Merges what happened around a record out of its sources, newest first.</summary>
/// <remarks>A converted record's activities stay where they are and show on the timelines of all that it became.</remarks>
internal sealed class TimelineDoor(CrmSession session, ConversionLinks links, TimelineActivities activities, TimelineBehaviour behaviour, TimelineLifecycle lifecycle, TimelineAttachments files, TimelineConsents consents) : ITimeline
{
    private const int MaxSize = 1000;

    public async Task<Page<TimelineEntry>> ForAsync(RecordRef record, int size = 50, string? cursor = null, CancellationToken cancellationToken = default)
    {
        if (size is < 1 or > MaxSize) throw new CrmValidationException(TimelineErrors.Size(size));
        var from = TimelineCursor.Parse(cursor);
        await session.Records.GetAsync(record, cancellationToken);
        var type = session.Catalog.Type(record.Type);
        record = record with { Type = type.Key };

        var need = size + 1 + from.Shown; // one more tells whether there is a next page
        var chain = await links.VisibleAsync(await links.WalkAsync(record, forwards: true, cancellationToken), cancellationToken);
        var before = Ancestors(record, chain);
        List<TimelineEntry> entries =
        [
            .. await activities.ReadAsync(record, [record.Id, .. before.Select(r => r.Id)], from.At, need, cancellationToken),
            .. await StagesAsync(type, record, from.At, need, cancellationToken),
            .. Conversions(record, chain, before).Where(e => e.At <= from.At),
            .. await behaviour.ReadAsync(record, from.At, need, cancellationToken),
            .. await lifecycle.ReadAsync(record, from.At, need, cancellationToken),
            .. await files.ReadAsync(record, from.At, need, cancellationToken),
            .. await consents.ReadAsync(type, record, from.At, need, cancellationToken),
            .. await new TimelineChanges(session, type).ReadAsync(record, from.At, need, cancellationToken),
        ];
        // Stable: entries of one instant keep the order of the sources above, so that a page can go on in their midst.
        var ordered = entries.OrderByDescending(e => e.At).Skip(from.Shown).Take(size + 1).ToList();
        if (ordered.Count <= size) return new Page<TimelineEntry>(ordered, null);
        ordered.RemoveAt(size);
        var last = ordered[^1].At;
        var shown = ordered.Count(e => e.At == last) + (last == from.At ? from.Shown : 0);
        return new Page<TimelineEntry>(ordered, new TimelineCursor(last, shown).ToString());
    }

    private async Task<IEnumerable<TimelineEntry>> StagesAsync(RecordTypeDefinition type, RecordRef record, DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        if ((await session.Access.HiddenFieldsAsync(type, cancellationToken)).Contains("stage")) return [];
        var reader = await session.ReaderAsync(cancellationToken);
        var stays = reader.Query<StageHistoryEntry>().Where(h => h.RecordType == record.Type && h.RecordId == record.Id && h.EnteredAt <= until);
        return (await reader.ListAsync(stays.OrderByDescending(h => h.EnteredAt).ThenByDescending(h => h.Id).Take(limit), cancellationToken))
            .Select(h => new TimelineEntry(h.EnteredAt, "stage", Title(h), Detail(type, h), h.MovedById, null));
    }

    private LocalizedText Title(StageHistoryEntry stay) =>
        stay.FromStageKey is null ? TimelineWords.Began(Label(stay, stay.StageKey)) : TimelineWords.Moved(Label(stay, stay.FromStageKey), Label(stay, stay.StageKey));

    private LocalizedText Label(StageHistoryEntry stay, string stage) =>
        session.Catalog.TryPipeline(stay.PipelineKey, out var pipeline) && pipeline.FindStage(stage) is { } known ? known.Label : new LocalizedText(stage);

    private static LocalizedText? Detail(RecordTypeDefinition type, StageHistoryEntry stay) => (stay.LossReason, stay.Note) switch
    {
        (null, null) => null,
        (null, var note) => new LocalizedText(note),
        (var reason, var note) => TimelineWords.Lost(type.TryField("lossReason", out var field) && field.Options.FirstOrDefault(o => o.Code == reason) is { } option ? option.Label : new LocalizedText(reason), note),
    };

    private IEnumerable<TimelineEntry> Conversions(RecordRef record, IReadOnlyList<ConversionLink> chain, HashSet<RecordRef> before)
    {
        foreach (var link in chain.OrderByDescending(l => l.At).ThenByDescending(l => l.Id))
        {
            var (source, target) = (new RecordRef(link.SourceType, link.SourceId), new RecordRef(link.TargetType, link.TargetId));
            if (source == record) yield return new TimelineEntry(link.At, "conversion", TimelineWords.Converted(Name(target)), null, link.ActorId, target);
            else if (target == record || before.Contains(target)) yield return new TimelineEntry(link.At, "conversion", TimelineWords.Made(Name(target), Name(source)), null, link.ActorId, source);
        }
    }

    private LocalizedText Name(RecordRef record) => session.Catalog.TryType(record.Type, out var type) ? type.Label : new LocalizedText(record.Type);

    private static HashSet<RecordRef> Ancestors(RecordRef record, IReadOnlyList<ConversionLink> chain)
    {
        var ancestors = new HashSet<RecordRef>();
        for (var next = new Queue<RecordRef>([record]); next.TryDequeue(out var target);)
            foreach (var link in chain)
                if (link.TargetType == target.Type && link.TargetId == target.Id && ancestors.Add(new RecordRef(link.SourceType, link.SourceId))) next.Enqueue(new RecordRef(link.SourceType, link.SourceId));
        return ancestors;
    }
}
