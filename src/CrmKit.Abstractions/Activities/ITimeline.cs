namespace CrmKit.Activities;

/// <summary>Everything that happened around a record: activities, stage moves, conversions, changes, and for contacts and accounts what they did; newest first.</summary>
/// <remarks>Scoped to a session; shows only what the actor may see.</remarks>
public interface ITimeline
{
    /// <summary>One page of a record's timeline.</summary>
    Task<Page<TimelineEntry>> ForAsync(RecordRef record, int size = 50, string? cursor = null, CancellationToken cancellationToken = default);
}

/// <summary>One thing that happened.</summary>
/// <param name="At">When, in UTC.</param>
/// <param name="Kind">An activity's type key (<c>phone-call</c>, <c>note</c>…), or <c>stage</c>, <c>conversion</c>, <c>change</c>, <c>behaviour</c>, <c>lifecycle</c>, <c>attachment</c>, <c>consent</c>.</param>
/// <param name="Title">In a line, in the languages that it is known in; what people wrote is the same in all.</param>
/// <param name="Detail">More, such as the label of the reason why it was lost; <see langword="null"/> for none.</param>
/// <param name="ActorId">Who; <see langword="null"/> for the system.</param>
/// <param name="Record">The activity or other record behind it; <see langword="null"/> for none.</param>
public sealed record TimelineEntry(DateTimeOffset At, string Kind, LocalizedText Title, LocalizedText? Detail, Guid? ActorId, RecordRef? Record);
