using CrmKit.Imports;

namespace CrmKit.Diagnostics;

/// <summary>The door for files, measured.</summary>
internal sealed class TracedImports(IImports inner, DoorTrace trace) : IImports
{
    public Task<ImportPreview> PreviewAsync(ImportPreviewRequest request, CancellationToken cancellationToken = default) =>
        trace.RunAsync("imports.preview", request?.Type, null, () => inner.PreviewAsync(request!, cancellationToken));

    public Task<ImportResult> RunAsync(ImportRequest request, IProgress<ImportProgress>? progress = null, CancellationToken cancellationToken = default) =>
        trace.RunAsync("imports.run", request?.Type, null, () => inner.RunAsync(request!, progress, cancellationToken));

    public Task<ImportRecord> GetAsync(Guid importId, CancellationToken cancellationToken = default) =>
        trace.RunAsync("imports.get", null, null, () => inner.GetAsync(importId, cancellationToken));

    public Task<IReadOnlyList<ImportRecord>> ListAsync(int atMost = 100, CancellationToken cancellationToken = default) =>
        trace.RunAsync("imports.list", null, null, () => inner.ListAsync(atMost, cancellationToken));

    public Task<IReadOnlyList<ImportOpenQuestion>> QuestionsAsync(ImportQuestionQuery query, CancellationToken cancellationToken = default) =>
        trace.RunAsync("imports.questions", query?.Type, null, () => inner.QuestionsAsync(query!, cancellationToken));

    public Task<IReadOnlyList<ImportAnswerOutcome>> AnswerAsync(IReadOnlyList<ImportAnswer> answers, CancellationToken cancellationToken = default) =>
        trace.RunAsync("imports.answer", null, answers?.Count, () => inner.AnswerAsync(answers!, cancellationToken));

    public Task<ImportRevertResult> RevertAsync(Guid importId, CancellationToken cancellationToken = default) =>
        trace.RunAsync("imports.revert", null, null, () => inner.RevertAsync(importId, cancellationToken));
}
