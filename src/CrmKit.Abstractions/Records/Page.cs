namespace CrmKit.Records;

/// <summary>Part of a list.</summary>
/// <param name="Items">The records.</param>
/// <param name="Next">Where the next page begins; <see langword="null"/> on the last one. Opaque.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <summary>The records that were asked to come along, by reference; empty when none were.</summary>
    public IReadOnlyDictionary<RecordRef, Record> Included { get; init; } = new Dictionary<RecordRef, Record>();
}

/// <summary>A question about records of one type, in text.</summary>
/// <param name="Type">The record type's key.</param>
public sealed record RecordQuery(string Type)
{
    /// <summary>A filter such as <c>stage eq 'won' and amount gt 1000</c>; <see langword="null"/> for all.</summary>
    public string? Filter { get; init; }

    /// <summary>Field keys parted by commas, <c>-</c> before one for descending; <see langword="null"/> means newest first.</summary>
    public string? OrderBy { get; init; }

    /// <summary>Keys of reference fields (or their names without <c>Id</c>) whose records come along.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Records per page, 1 to 1,000.</summary>
    public int Size { get; init; } = 50;

    /// <summary><see cref="RecordPage.Next"/> of the page before; <see langword="null"/> for the first.</summary>
    public string? Cursor { get; init; }

    /// <summary>Whether to count all matches; costs a scan.</summary>
    public bool WithTotal { get; init; }

    /// <summary>How far to count, 1 or more: where there are as many or more, the total is this number, and the rest is not read. <see langword="null"/> counts all.</summary>
    public int? TotalLimit { get; init; }

    /// <summary>Only deleted records instead of living ones.</summary>
    public bool Deleted { get; init; }
}

/// <summary>One page of records of one type.</summary>
/// <param name="Type">Their type.</param>
/// <param name="Items">The records; fields that the actor may not read are emptied and named in <paramref name="HiddenFields"/>.</param>
/// <param name="Next">Where the next page begins; <see langword="null"/> on the last one.</param>
/// <param name="Total">How many match, counted up to <see cref="RecordQuery.TotalLimit"/>; <see langword="null"/> unless asked.</param>
/// <param name="Included">The records that references point at, by reference.</param>
/// <param name="HiddenFields">Keys of fields that the actor may not read.</param>
public sealed record RecordPage(
    Catalog.RecordTypeDefinition Type,
    IReadOnlyList<Record> Items,
    string? Next,
    long? Total,
    IReadOnlyDictionary<RecordRef, Record> Included,
    IReadOnlySet<string> HiddenFields);
