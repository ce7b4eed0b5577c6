namespace CrmKit.Scoring;

/// <summary>The door to scores and their reasons.</summary>
/// <remarks>Scoped to a session; not thread safe.</remarks>
public interface IScores
{
    /// <summary>Why a record's scores are what they are, one for each field that factors add up to; computed now, as the next save would.</summary>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    Task<IReadOnlyList<Score>> ExplainAsync(RecordRef record, CancellationToken cancellationToken = default);

    /// <summary>Computes the scores of records again, and saves those that differ, with the actor's rights to change them: after a factor came, changed or left.</summary>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task RefreshAsync(IReadOnlyList<RecordRef> records, CancellationToken cancellationToken = default);
}

/// <summary>One score of a record.</summary>
/// <param name="Field">The field that holds it.</param>
/// <param name="Total">The sum, bounded and rounded as the field demands.</param>
/// <param name="Factors">What each factor gave, in the order in which they are asked.</param>
public sealed record Score(string Field, decimal Total, IReadOnlyList<FactorScore> Factors);

/// <summary>What one factor gave a record.</summary>
/// <param name="Factor">The factor.</param>
/// <param name="Points">How much; 0 when it said nothing.</param>
/// <param name="Reason">Why; <see langword="null"/> when the factor did not say.</param>
/// <param name="IsFailed">Whether it gave nothing because its code failed.</param>
public sealed record FactorScore(ScoringFactorDefinition Factor, decimal Points, string? Reason, bool IsFailed);
