using CrmKit.Views;

namespace CrmKit.Segments;

/// <summary>Segments: named sets of records of one type. Live ones are kept current by every change and by time; snapshots stay as they are.</summary>
/// <remarks>
/// A segment gives no rights to records: everybody sees of its members those that he may read, and counts those. It is decided with full rights which records are members; so who saves one must be allowed to read all
/// records of the types that its filter looks at beside its own.
/// </remarks>
public interface ISegments
{
    /// <summary>The segments that the actor may use, by name: his own, those of his teams, and everybody's.</summary>
    /// <param name="type">Only those of this record type; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<IReadOnlyList<Segment>> ListAsync(string? type = null, CancellationToken cancellationToken = default);

    /// <summary>One segment.</summary>
    /// <exception cref="CrmNotFoundException"><c>segment.not-found</c>: there is none, or it is somebody else's.</exception>
    Task<Segment> GetAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Keeps a segment; a new one when its id is empty. Its owner and administrators may change it. It is filled soon after: until then it is <see cref="SegmentState.Building"/>.</summary>
    /// <returns>The segment as it is kept.</returns>
    /// <exception cref="CrmValidationException"><c>segment.name</c>, <c>segment.team</c>, <c>segment.limit</c>, <c>segment.me</c>, <c>segment.fixed</c>, <c>catalog.type-unknown</c>, <c>filter.…</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>segment.sharing</c>, <c>segment.forbidden</c>, <c>segment.related</c>, <c>filter.field-forbidden</c>.</exception>
    Task<Segment> SaveAsync(Segment segment, CancellationToken cancellationToken = default);

    /// <summary>Removes a segment with its membership; the records stay.</summary>
    /// <exception cref="CrmNotFoundException"><c>segment.not-found</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>segment.forbidden</c>.</exception>
    Task RemoveAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>One page of the members that the actor may read.</summary>
    /// <param name="id">The segment.</param>
    /// <param name="query">A question over the segment's type: its filter holds beside the membership.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="CrmNotFoundException"><c>segment.not-found</c>.</exception>
    /// <exception cref="CrmValidationException"><c>segment.type</c>: the question is over another type; and what <see cref="IRecords.QueryAsync"/> refuses.</exception>
    /// <exception cref="CrmForbiddenException"><c>filter.field-forbidden</c>: the segment's filter reads a field that is hidden from the actor.</exception>
    /// <exception cref="CrmRuleException"><c>segment.broken</c>: a field or type that its filter names does not exist any more.</exception>
    Task<RecordPage> QueryAsync(Guid id, RecordQuery query, CancellationToken cancellationToken = default);

    /// <summary>How many members the actor may read. At once for who may read all records of the type; else they are counted.</summary>
    /// <exception cref="CrmNotFoundException"><c>segment.not-found</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>filter.field-forbidden</c>.</exception>
    /// <exception cref="CrmRuleException"><c>segment.broken</c>.</exception>
    Task<long> CountAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>The segments, of those that the actor may use, that a record is in, by name.</summary>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    Task<IReadOnlyList<SegmentMembership>> OfAsync(RecordRef record, CancellationToken cancellationToken = default);

    /// <summary>Since when records are in a segment, in UTC, by id. Those that are not in it, and those that the actor may not read, are left out.</summary>
    /// <exception cref="CrmNotFoundException"><c>segment.not-found</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>filter.field-forbidden</c>.</exception>
    /// <exception cref="CrmRuleException"><c>segment.broken</c>.</exception>
    Task<IReadOnlyDictionary<Guid, DateTimeOffset>> EnteredAsync(Guid id, IReadOnlyCollection<Guid> records, CancellationToken cancellationToken = default);

    /// <summary>Puts records into a snapshot; those that are in it stay.</summary>
    /// <returns>How many came in.</returns>
    /// <exception cref="CrmNotFoundException"><c>segment.not-found</c>, <c>record.not-found</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>segment.forbidden</c>.</exception>
    /// <exception cref="CrmRuleException"><c>segment.live</c>: its filter alone says who is in it.</exception>
    Task<int> AddAsync(Guid id, IReadOnlyCollection<Guid> records, CancellationToken cancellationToken = default);

    /// <summary>Takes records out of a snapshot; those that are not in it are left alone.</summary>
    /// <returns>How many went out.</returns>
    /// <exception cref="CrmNotFoundException"><c>segment.not-found</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>segment.forbidden</c>.</exception>
    /// <exception cref="CrmRuleException"><c>segment.live</c>.</exception>
    Task<int> TakeAsync(Guid id, IReadOnlyCollection<Guid> records, CancellationToken cancellationToken = default);

    /// <summary>Brings all segments of the tenant up to now: what a host does by itself, for console programs and tests. Not inside a unit of work. For administrators.</summary>
    /// <exception cref="CrmForbiddenException"><c>segment.refresh-forbidden</c>.</exception>
    Task RefreshAsync(CancellationToken cancellationToken = default);
}

/// <summary>A named set of records of one type.</summary>
public sealed record Segment
{
    /// <summary>Its id; empty for a new one.</summary>
    public Guid Id { get; init; }

    /// <summary>The key of its members' record type; stays what it is.</summary>
    public required string RecordType { get; init; }

    /// <summary>What people call it; 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Who is in it. Without one a live segment has all records of its type, and a snapshot begins empty.</summary>
    public string? Filter { get; init; }

    /// <summary>Whether it follows changes; stays what it is.</summary>
    public SegmentKind Kind { get; init; }

    /// <summary>Who may use it.</summary>
    public ViewSharing Sharing { get; init; }

    /// <summary>The team that it is shared with; <see langword="null"/> unless <see cref="Sharing"/> says a team.</summary>
    public Guid? TeamId { get; init; }

    /// <summary>Whose it is; given by the door. <see langword="null"/> when the system made it.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>How far it is; given by the door.</summary>
    public SegmentState State { get; init; }

    /// <summary>The minute, in UTC, that stands for now in its filter; given by the door.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>Why it cannot be used now; <see langword="null"/> when it can. Given by the door.</summary>
    public CrmError? Problem { get; init; }
}

/// <summary>Whether a segment follows changes.</summary>
public enum SegmentKind
{
    /// <summary>Its members are those that meet its filter now.</summary>
    Live,

    /// <summary>Its members are those that met its filter when it was made, and those put in by hand.</summary>
    Snapshot,
}

/// <summary>How far a segment is.</summary>
public enum SegmentState
{
    /// <summary>It is filled: members are still missing, or some do not belong any more.</summary>
    Building,

    /// <summary>All changes are in it, but for those of the last moments.</summary>
    Current,

    /// <summary>A field or type that its filter names is missing: it stays as it was, and is built again when that is back.</summary>
    Broken,
}

/// <summary>That a record is in a segment.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="EnteredAt">Since when, in UTC.</param>
public sealed record SegmentMembership(Segment Segment, DateTimeOffset EnteredAt);
