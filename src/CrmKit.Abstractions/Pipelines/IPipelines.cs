namespace CrmKit.Pipelines;

/// <summary>The door to stages: nothing else changes the stage of a record.</summary>
/// <remarks>Scoped to a session; not thread safe.</remarks>
public interface IPipelines
{
    /// <summary>Moves records to other stages of their pipelines, all or none unless <see cref="StageMoveOptions.AllOrNothing"/> is off.</summary>
    /// <exception cref="CrmRuleException">
    /// <c>pipeline.stage-unknown</c>, <c>pipeline.move-not-allowed</c>, <c>pipeline.closed</c>, <c>pipeline.required-field</c>, <c>pipeline.loss-reason-required</c>,
    /// <c>pipeline.conversion-required</c>, <c>pipeline.none</c>, or a guard's code.
    /// </exception>
    /// <exception cref="CrmConflictException"><c>record.conflict</c>.</exception>
    Task<StageMoveResult> MoveAsync(IReadOnlyList<StageMove> moves, StageMoveOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Says why a move would be refused, without moving; empty when it would succeed.</summary>
    Task<IReadOnlyList<CrmError>> CheckAsync(StageMove move, CancellationToken cancellationToken = default);

    /// <summary>Opens closed or shelved records again, in the stage they were in before, or in the pipeline's first stage.</summary>
    /// <exception cref="CrmRuleException"><c>pipeline.not-closed</c>.</exception>
    Task<StageMoveResult> ReopenAsync(IReadOnlyList<RecordRef> records, string? note = null, CancellationToken cancellationToken = default);

    /// <summary>Puts records into another pipeline of their type, in the given stage or its first one.</summary>
    /// <exception cref="CrmRuleException"><c>pipeline.wrong-type</c>, <c>pipeline.stage-unknown</c>.</exception>
    Task<StageMoveResult> ChangePipelineAsync(IReadOnlyList<RecordRef> records, string pipeline, string? stage = null, CancellationToken cancellationToken = default);

    /// <summary>The stages that a record was in, oldest first, with how long.</summary>
    Task<IReadOnlyList<StageHistoryEntry>> HistoryAsync(RecordRef record, CancellationToken cancellationToken = default);

    /// <summary>What looks wrong about a pipeline, for those who may read its records or administer its type. Only who may read all of them is told which stages nobody uses.</summary>
    /// <exception cref="CrmNotFoundException"><c>catalog.pipeline-unknown</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task<IReadOnlyList<StageHint>> LintAsync(string pipeline, CancellationToken cancellationToken = default);
}

/// <summary>A wish to move one record.</summary>
/// <param name="Record">Which.</param>
/// <param name="Stage">The key of a stage of its pipeline.</param>
public sealed record StageMove(RecordRef Record, string Stage)
{
    /// <summary>Why it was lost; an option code, required where the stage says so.</summary>
    public string? LossReason { get; init; }

    /// <summary>A remark kept with the history.</summary>
    public string? Note { get; init; }

    /// <summary>The version the caller saw; <see langword="null"/> moves whatever is there.</summary>
    public int? ExpectedVersion { get; init; }

    /// <summary>Values to set in the same act, so that required fields can be given with the move.</summary>
    public IReadOnlyDictionary<string, object?> Values { get; init; } = new Dictionary<string, object?>();
}

/// <summary>How a batch of moves is treated.</summary>
public sealed record StageMoveOptions
{
    /// <summary>On (default): one refusal refuses the batch. Off: the rest is moved and refusals are in the result.</summary>
    public bool AllOrNothing { get; init; } = true;
}

/// <summary>What a batch of moves did.</summary>
/// <param name="Moved">The records that moved, as they are now.</param>
/// <param name="Refused">Why the others did not.</param>
public sealed record StageMoveResult(IReadOnlyList<RootRecord> Moved, IReadOnlyList<CrmError> Refused);
