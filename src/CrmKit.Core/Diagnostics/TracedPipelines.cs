using CrmKit.Pipelines;

namespace CrmKit.Diagnostics;

/// <summary>The pipelines door, measured.</summary>
internal sealed class TracedPipelines(IPipelines inner, DoorTrace trace) : IPipelines
{
    public Task<StageMoveResult> MoveAsync(IReadOnlyList<StageMove> moves, StageMoveOptions? options = null, CancellationToken cancellationToken = default) =>
        trace.RunAsync("pipelines.move", null, moves?.Count, () => inner.MoveAsync(moves!, options, cancellationToken));

    public Task<IReadOnlyList<CrmError>> CheckAsync(StageMove move, CancellationToken cancellationToken = default) =>
        trace.RunAsync("pipelines.check", move?.Record.Type, 1, () => inner.CheckAsync(move!, cancellationToken));

    public Task<StageMoveResult> ReopenAsync(IReadOnlyList<RecordRef> records, string? note = null, CancellationToken cancellationToken = default) =>
        trace.RunAsync("pipelines.reopen", null, records?.Count, () => inner.ReopenAsync(records!, note, cancellationToken));

    public Task<StageMoveResult> ChangePipelineAsync(IReadOnlyList<RecordRef> records, string pipeline, string? stage = null, CancellationToken cancellationToken = default) =>
        trace.RunAsync("pipelines.change", null, records?.Count, () => inner.ChangePipelineAsync(records!, pipeline, stage, cancellationToken));

    public Task<IReadOnlyList<StageHistoryEntry>> HistoryAsync(RecordRef record, CancellationToken cancellationToken = default) =>
        trace.RunAsync("pipelines.history", record.Type, 1, () => inner.HistoryAsync(record, cancellationToken));

    public Task<IReadOnlyList<StageHint>> LintAsync(string pipeline, CancellationToken cancellationToken = default) =>
        trace.RunAsync("pipelines.lint", null, 1, () => inner.LintAsync(pipeline, cancellationToken));
}
