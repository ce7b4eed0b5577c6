namespace CrmKit.Matching;

/// <summary>The door to duplicates among the stored records: a check before saving, a scan, and the queue of pairs to look at.</summary>
/// <remarks>Scoped to a session; not thread safe. Which fields count, and how, says <see cref="FieldDefinition.Match"/>; plugins' fields count like those of core.</remarks>
public interface IDuplicates
{
    /// <summary>Stored records that may be about the same as given ones, which need not be stored; the surest first. Nobody is told of records, or of values, that he may not see.</summary>
    /// <returns>One list per record, in order.</returns>
    /// <exception cref="CrmNotFoundException"><c>catalog.type-unknown</c>.</exception>
    Task<IReadOnlyList<IReadOnlyList<DuplicateCandidate>>> CheckAsync(string type, IReadOnlyList<Record> records, CancellationToken cancellationToken = default);

    /// <summary>Compares all records of a type with each other and puts what looks alike into the queue; pairs that somebody called different are not asked about again.</summary>
    /// <remarks>Reads the records as a stream and writes the queue in chunks, each in a transaction of its own: a scan that was stopped is begun anew.</remarks>
    /// <exception cref="CrmForbiddenException"><c>duplicates.forbidden</c>: it takes the rights to read and to update all records of the type.</exception>
    /// <exception cref="CrmValidationException"><c>duplicates.fields</c>: no field of the type says how it matches.</exception>
    Task<DuplicateScanResult> ScanAsync(string type, CancellationToken cancellationToken = default);

    /// <summary>Pairs of the queue whose records the actor may both see, the surest first.</summary>
    Task<IReadOnlyList<FoundPair>> ListAsync(DuplicateQuery query, CancellationToken cancellationToken = default);

    /// <summary>Says that pairs are different: no scan asks again. A pair that is decided already takes the new decision.</summary>
    /// <exception cref="CrmNotFoundException"><c>duplicates.unknown</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>: it takes the right to update both records.</exception>
    Task DismissAsync(IReadOnlyList<Guid> pairs, CancellationToken cancellationToken = default);

    /// <summary>Merges the records of pairs as <see cref="IRecords.ProposeMergeAsync"/> proposes.</summary>
    /// <exception cref="CrmNotFoundException"><c>duplicates.unknown</c>.</exception>
    /// <remarks>Refuses as <see cref="IRecords.MergeAsync"/> does; undone by <see cref="IRecords.UnmergeAsync"/>.</remarks>
    Task<IReadOnlyList<MergeOutcome>> MergeAsync(IReadOnlyList<Guid> pairs, MergeOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>The settings of a type in this tenant.</summary>
    Task<DuplicateSettings> SettingsAsync(string type, CancellationToken cancellationToken = default);

    /// <summary>Changes the settings of a type in this tenant; for administrators.</summary>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    /// <exception cref="CrmValidationException"><c>duplicates.threshold</c>, <c>catalog.field-unknown</c>.</exception>
    Task SetAsync(string type, DuplicateSettings settings, CancellationToken cancellationToken = default);
}

/// <summary>How duplicates of a type are found.</summary>
public sealed record DuplicateSettings
{
    /// <summary>From this probability on two records are taken for the same: above 0, at most 1.</summary>
    public decimal Same { get; init; } = 0.95m;

    /// <summary>From this probability on somebody is asked: above 0, at most <see cref="Same"/>.</summary>
    public decimal Ask { get; init; } = 0.6m;

    /// <summary>How much equal values of a field say for two records being the same, in bits, by field key, where an administrator sets it; other fields have what scans learned, or CrmKit's own.</summary>
    public IReadOnlyDictionary<string, decimal> Weights { get; init; } = new Dictionary<string, decimal>();

    /// <summary>Whether forms and the API ask before they create a record that looks like a stored one, where a request does not say; off by default.</summary>
    public bool AsksOnCreate { get; init; }

    /// <summary>Whether scans learn weights from the records; on by default.</summary>
    public bool Learns { get; init; } = true;
}

/// <summary>A stored record that may be about the same.</summary>
/// <param name="Record">The record, without fields that the actor may not see.</param>
/// <param name="Score">How probable it is that it is the same, above 0 and at most 1.</param>
/// <param name="IsSame">Whether that is as much as it takes to be taken for the same.</param>
/// <param name="Reasons">Why, by field, what says most first.</param>
public sealed record DuplicateCandidate(Record Record, decimal Score, bool IsSame, IReadOnlyList<MatchReason> Reasons);

/// <summary>What one field says about two records.</summary>
/// <param name="Field">The field's key.</param>
/// <param name="Likeness">How alike the two values are.</param>
/// <param name="Weight">In bits: above 0 for the same, below 0 against.</param>
public sealed record MatchReason(string Field, Likeness Likeness, decimal Weight);

/// <summary>How alike two values are.</summary>
public enum Likeness
{
    /// <summary>Not at all.</summary>
    Different,
    /// <summary>Somewhat.</summary>
    Alike,
    /// <summary>Up to a slip: one letter, an order, a script.</summary>
    Slip,
    /// <summary>The same.</summary>
    Equal,
}

/// <summary>What a scan did.</summary>
/// <param name="Records">How many records were compared.</param>
/// <param name="Compared">How many pairs of them.</param>
/// <param name="Same">How many pairs are taken for the same.</param>
/// <param name="Open">About how many pairs somebody has to be asked.</param>
/// <param name="New">How many of both were not in the queue.</param>
public sealed record DuplicateScanResult(int Records, int Compared, int Same, int Open, int New);

/// <summary>Which pairs.</summary>
/// <param name="Type">The type of their records.</param>
public sealed record DuplicateQuery(string Type)
{
    /// <summary>In which status; <see langword="null"/> for those that are not decided (open and same).</summary>
    public DuplicateStatus? Status { get; init; }

    /// <summary>At most so many, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>A pair of the queue.</summary>
/// <param name="Pair">The pair.</param>
/// <param name="First">The record that was created first, without fields that the actor may not see.</param>
/// <param name="Second">The other one.</param>
/// <param name="Reasons">Why, by field, what says most first; without fields that the actor may not see.</param>
public sealed record FoundPair(DuplicatePair Pair, Record First, Record Second, IReadOnlyList<MatchReason> Reasons);
