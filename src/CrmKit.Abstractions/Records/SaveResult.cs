namespace CrmKit.Records;

/// <summary>What a change set did, wish by wish.</summary>
/// <param name="Outcomes">In the order of <see cref="ChangeSet.Changes"/>.</param>
public sealed record SaveResult(IReadOnlyList<SaveOutcome> Outcomes)
{
    /// <summary>All refusals.</summary>
    public IEnumerable<CrmError> Errors => Outcomes.SelectMany(o => o.Errors);
}

/// <summary>What one wish did.</summary>
/// <param name="Ref">The record.</param>
/// <param name="Record">The record as it is now; <see langword="null"/> when refused.</param>
/// <param name="Errors">Why it was refused; empty when it took effect.</param>
public sealed record SaveOutcome(RecordRef Ref, Record? Record, IReadOnlyList<CrmError> Errors)
{
    /// <summary>Whether it took effect.</summary>
    public bool IsSaved => Errors.Count == 0;
}
