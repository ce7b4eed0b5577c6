namespace CrmKit.Search;

/// <summary>One box over all record types: names, numbers, telephones, mails, the text of notes, and custom fields marked as searchable.</summary>
/// <remarks>Found is only what the actor may read: records by his rights on rows, and by no field that is hidden from him.</remarks>
public interface ISearch
{
    /// <summary>Finds the records that have all words of a text, the best first.</summary>
    /// <exception cref="CrmValidationException"><c>search.empty</c>, <c>search.too-long</c>, <c>search.size</c>, <c>catalog.type-unknown</c>.</exception>
    Task<SearchPage> FindAsync(SearchRequest request, CancellationToken cancellationToken = default);

    /// <summary>Writes the index anew out of the records; for administrators. While it runs, not all is found.</summary>
    /// <param name="type">One record type; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Cancels between two batches; run it again.</param>
    /// <returns>How many records are in the index.</returns>
    /// <exception cref="CrmForbiddenException"><c>search.rebuild-forbidden</c>.</exception>
    Task<long> RebuildAsync(string? type = null, CancellationToken cancellationToken = default);
}

/// <summary>What to look for.</summary>
/// <param name="Text">Words, or their beginnings; Chinese also by pinyin or initials (<c>zgyh</c>); numbers with or without separators. At most 200 characters.</param>
public sealed record SearchRequest(string Text)
{
    /// <summary>Keys of record types to look among; all that the actor may read when empty.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>The most results, 1 to 100.</summary>
    public int Size { get; init; } = 20;

    /// <summary>Whether to count what is found, by type.</summary>
    public bool WithCounts { get; init; }
}

/// <summary>What was found.</summary>
/// <param name="Results">The best first.</param>
/// <param name="Counts">How many records were found of each type, up to <see cref="MostCounted"/> of one type; <see langword="null"/> unless asked for.</param>
/// <param name="Corrections">Words that were taken in place of misspelt ones; empty when all was found as written.</param>
public sealed record SearchPage(IReadOnlyList<SearchResult> Results, IReadOnlyDictionary<string, long>? Counts, IReadOnlyList<string> Corrections)
{
    /// <summary>Where counting one type ends.</summary>
    public const int MostCounted = 1_000;
}

/// <summary>A record that was found.</summary>
/// <param name="Record">Which one.</param>
/// <param name="Title">What people know it by; <see langword="null"/> when that is hidden from the actor or empty.</param>
/// <param name="Matches">Where the words stand, the name first.</param>
public sealed record SearchResult(RecordRef Record, string? Title, IReadOnlyList<SearchMatch> Matches);

/// <summary>A field in which words of the search stand.</summary>
/// <param name="Field">The field's key.</param>
/// <param name="Text">What the field says; of a long text the part around the first place.</param>
/// <param name="Parts">The places to highlight in <paramref name="Text"/>, in their order, without overlaps.</param>
public sealed record SearchMatch(string Field, string Text, IReadOnlyList<TextPart> Parts);

/// <summary>A part of a text, in UTF-16 units.</summary>
/// <param name="Start">The first one, from 0.</param>
/// <param name="Length">How many.</param>
public readonly record struct TextPart(int Start, int Length);
