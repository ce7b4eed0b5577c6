using System.Text.Json;
using CrmKit.Formats;
using CrmKit.Imports.Mapping;
using CrmKit.Imports.Writing;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Imports.Questions;

/// <summary>Answers to questions, written as the rows of their imports are: through the same checks, under the same map, found by the same revert.</summary>
internal sealed class QuestionAnswers(CrmSession session, RecordWriter writer, QuestionQueue queue) : ISessionService
{
    /// <summary>Settles questions in one transaction; what is refused waits on.</summary>
    /// <param name="answers">One for each question.</param>
    /// <param name="find">The import of an id, if the actor may see it; else <see langword="null"/>.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public async Task<IReadOnlyList<ImportAnswerOutcome>> SettleAsync(IReadOnlyList<ImportAnswer> answers, Func<Guid, Task<ImportRun?>> find, CancellationToken cancellationToken)
    {
        var wrong = answers.Where(a => a.Answer is not (ExistingRecordPolicy.Create or ExistingRecordPolicy.Update or ExistingRecordPolicy.Skip)).Select(a => ImportErrors.AnswerUnknown(a.Question)).ToList();
        if (wrong.Count > 0) throw new CrmValidationException(wrong);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await work.Transaction.LockAsync([QuestionQueue.Lock], cancellationToken);
        var open = await queue.OpenAsync([.. answers.Select(a => a.Question)], cancellationToken);
        var runs = new Dictionary<Guid, ImportRun?>();
        foreach (var id in open.Values.Select(q => q.ImportId).Distinct()) runs[id] = await find(id);
        foreach (var answer in answers)
            if (!open.TryGetValue(answer.Question, out var question) || runs[question.ImportId] is null) throw new CrmNotFoundException(ImportErrors.QuestionUnknown(answer.Question));

        var outcomes = new Dictionary<Guid, ImportAnswerOutcome>();
        foreach (var group in answers.DistinctBy(a => a.Question).GroupBy(a => (open[a.Question].ImportId, open[a.Question].Columns)))
        {
            using var correlated = session.Correlated(group.Key.ImportId);
            foreach (var outcome in await SettleAsync(runs[group.Key.ImportId]!, group.Key.Columns, [.. group.OrderBy(a => open[a.Question].Number)], open, cancellationToken)) outcomes[outcome.Question] = outcome;
        }
        var rows = new StoreBatch();
        rows.Deletes.AddRange(outcomes.Values.Where(o => o.IsSettled).Select(o => open[o.Question]));
        await work.Transaction.WriteAsync(rows, cancellationToken);
        Failpoint.Hit("import.before-answer-commit");
        await work.CommitAsync(cancellationToken);
        Failpoint.Hit("import.after-answer-commit");
        return [.. answers.Select(a => outcomes[a.Question])];
    }

    private async Task<List<ImportAnswerOutcome>> SettleAsync(ImportRun run, string columns, IReadOnlyList<ImportAnswer> answers, Dictionary<Guid, ImportQuestionEntry> open, CancellationToken cancellationToken)
    {
        var plan = ImportPlanner.Plan(session, session.Catalog.Type(run.RecordType), ImportMap.FromJson(run.Map), JsonSerializer.Deserialize<string[]>(columns)!);
        var chunk = new ChunkWriter(session, writer, plan, null, run.StartedAt, $"import of {run.FileName}");
        var rows = answers.ToDictionary(a => RowOf(plan, open[a.Question], a), a => a.Question); // told apart as objects
        var settled = await chunk.WriteAsync([.. rows.Keys], cancellationToken);
        settled.AddRange(await chunk.FinishAsync(cancellationToken));
        return [.. settled.Select(s => new ImportAnswerOutcome(rows[s.Row], s.Record, s.Fate == RowFate.Refused ? s.Errors : []))];
    }

    private MappedRow RowOf(ImportPlan plan, ImportQuestionEntry question, ImportAnswer answer)
    {
        var mapper = new RowMapper(plan, session.Catalog, question.IsGuarded, isAnswered: false);
        var row = mapper.Map(question.Number, new ImportRow(question.Line, JsonSerializer.Deserialize<string[]>(question.Cells)!)
        {
            Kinds = question.Kinds is { } kinds ? JsonSerializer.Deserialize<CellKind[]>(kinds) : null,
        });
        row.Answer = new RowAnswer(answer.Answer, answer.Record ?? question.RecordId);
        return row;
    }
}
