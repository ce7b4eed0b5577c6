namespace CrmKit.Records;

/// <summary>Makes one record out of two of a type.</summary>
/// <param name="Winner">The record that stays, with its owner and stage.</param>
/// <param name="Loser">The record that goes into it.</param>
public sealed record MergeRequest(RecordRef Winner, RecordRef Loser)
{
    /// <summary>Whose value the winner has afterwards, by field key, where somebody chose.</summary>
    public IReadOnlyDictionary<string, MergeSide> Fields { get; init; } = new Dictionary<string, MergeSide>();

    /// <summary>Whose value it has in all other fields that the actor may write.</summary>
    public MergeRule Rest { get; init; }

    /// <summary>The version of the winner that the caller saw; <see langword="null"/> for whatever is there.</summary>
    public int? WinnerVersion { get; init; }

    /// <summary>The version of the loser that the caller saw; <see langword="null"/> for whatever is there.</summary>
    public int? LoserVersion { get; init; }
}

/// <summary>One side of a merge.</summary>
public enum MergeSide
{
    /// <summary>The record that stays.</summary>
    Winner,
    /// <summary>The record that goes.</summary>
    Loser,
}

/// <summary>Whose value wins where nobody chose.</summary>
public enum MergeRule
{
    /// <summary>The winner's; the loser's where the winner has none.</summary>
    Fill,
    /// <summary>That of the record written last; the other's where it has none.</summary>
    Newest,
    /// <summary>The winner's, also where it has none.</summary>
    Keep,
}

/// <summary>How a batch of merges, or of their undoing, is carried out.</summary>
public sealed record MergeOptions
{
    /// <summary>On (default): one refusal refuses all, as an exception. Off: the rest is merged and refusals are in the result.</summary>
    public bool AllOrNothing { get; init; } = true;

    /// <summary>Why, for the audit; <see langword="null"/> for a text that names both records.</summary>
    public string? Reason { get; init; }
}

/// <summary>What became of one merge.</summary>
/// <param name="MergeId">The merge, by which it can be undone; <see langword="null"/> when refused.</param>
/// <param name="Winner">The record that stayed.</param>
/// <param name="Loser">The record that went.</param>
/// <param name="Record">The winner as it is now, without fields that the actor may not see; <see langword="null"/> when refused.</param>
/// <param name="Moved">How many records of other records' types point at the winner instead of the loser now, by type.</param>
/// <param name="Errors">Why it was refused; empty when it took effect.</param>
public sealed record MergeOutcome(Guid? MergeId, RecordRef Winner, RecordRef Loser, Record? Record, IReadOnlyDictionary<string, int> Moved, IReadOnlyList<CrmError> Errors);

/// <summary>What became of undoing one merge.</summary>
/// <param name="MergeId">The merge.</param>
/// <param name="Winner">The record that had stayed; the default when refused.</param>
/// <param name="Loser">The record that is back; the default when refused.</param>
/// <param name="Kept">Values that were edited after the merge, and stay as they are.</param>
/// <param name="Errors">Why it was refused; empty when it took effect.</param>
public sealed record UnmergeOutcome(Guid MergeId, RecordRef Winner, RecordRef Loser, IReadOnlyList<KeptEdit> Kept, IReadOnlyList<CrmError> Errors);

/// <summary>A value that undoing a merge leaves as it is, because somebody changed it after the merge.</summary>
/// <param name="Record">The record.</param>
/// <param name="Field">The field's key.</param>
public sealed record KeptEdit(RecordRef Record, string Field);

/// <summary>How two records could be merged.</summary>
/// <param name="Winner">The more complete of the two; at a tie the older one.</param>
/// <param name="Loser">The other one.</param>
/// <param name="Fields">Whose value is proposed, for every field in which they differ.</param>
public sealed record MergeProposal(RecordRef Winner, RecordRef Loser, IReadOnlyDictionary<string, MergeSide> Fields);
