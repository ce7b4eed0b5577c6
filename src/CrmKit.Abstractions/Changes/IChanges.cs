namespace CrmKit.Changes;

/// <summary>What was written to records of all types, in one order, for whoever keeps a copy.</summary>
/// <remarks>
/// Whoever reads on from where the last page ended gets every change once and none is skipped, whatever the number of writers: a change that commits late comes later in the order. Changes of one record come in the order of their versions.
/// Changes are kept for 30 days. What the actor may not read now is left out, and so are types whose records are only ever added.
/// </remarks>
public interface IChanges
{
    /// <summary>Reads on from a cursor; outside units of work, for only what is committed is told.</summary>
    /// <exception cref="CrmValidationException"><c>changes.cursor-invalid</c>, <c>query.size</c>.</exception>
    /// <exception cref="CrmRuleException"><c>changes.cursor-expired</c>: it is older than what is kept.</exception>
    /// <exception cref="CrmNotFoundException"><c>catalog.type-unknown</c>.</exception>
    Task<ChangePage> ReadAsync(ChangeQuery query, CancellationToken cancellationToken = default);
}

/// <summary>From where to read, and what.</summary>
public sealed record ChangeQuery
{
    /// <summary>As <see cref="After"/>: from now on.</summary>
    public const string Now = "now";

    /// <summary><see cref="ChangePage.Next"/> of the page before, <see cref="Now"/>, or <see langword="null"/> for the oldest that is kept.</summary>
    public string? After { get; init; }

    /// <summary>Keys of the record types to tell of; all when empty.</summary>
    public IReadOnlyCollection<string> Types { get; init; } = [];

    /// <summary>The most changes, 1 to 1,000; default 100.</summary>
    public int Size { get; init; } = 100;

    /// <summary>Whether records that are not deleted come along, as they are now; default <see langword="false"/>.</summary>
    public bool WithRecords { get; init; }
}

/// <summary>Some changes, in order.</summary>
/// <param name="Items">The changes; may be empty although there is more, when the actor may read none of those that were looked at.</param>
/// <param name="Next">The cursor to read on from, also when there is no more yet.</param>
/// <param name="HasMore">Whether there is more already.</param>
public sealed record ChangePage(IReadOnlyList<RecordChange> Items, string Next, bool HasMore);

/// <summary>One write of one record.</summary>
/// <param name="Ref">The record.</param>
/// <param name="Operation">What was done; a deletion stays as a tombstone.</param>
/// <param name="Version">The record's version after it.</param>
/// <param name="At">When it was written, in UTC; the order is that of the page, not of the times.</param>
public sealed record RecordChange(RecordRef Ref, RecordOperation Operation, int Version, DateTimeOffset At)
{
    /// <summary>The keys of the fields that an update changed, <c>custom.</c> before those of custom ones, without those that the actor may not read.</summary>
    public IReadOnlyList<string> Changed { get; init; } = [];

    /// <summary>For a deletion by a merge that stands: where the record lives on now.</summary>
    public RecordRef? MergedInto { get; init; }

    /// <summary>The record as it is now; <see langword="null"/> when it is deleted or was not asked for.</summary>
    public Record? Record { get; init; }
}
