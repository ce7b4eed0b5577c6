using System.Text.Json;
using CrmKit.Imports.Files;
using CrmKit.Imports.Mapping;
using CrmKit.Imports.Writing;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Imports.Questions;

/// <summary>The rows that wait for an answer, kept and taken away in the transaction of the rows around them: never lost, and never there beside what they became.</summary>
internal sealed class QuestionQueue(CrmSession session) : ISessionService
{
    /// <summary>Held by whoever answers: of two answers to one question, the second finds none.</summary>
    public static readonly StoreLock Lock = new("import-questions");

    /// <summary>Leaves out rows of a file of questions that were answered in the queue meanwhile.</summary>
    public async Task LeaveAnsweredAsync(IReadOnlyList<MappedRow> rows, CancellationToken cancellationToken)
    {
        var asked = rows.Where(r => r.Question is not null).ToList();
        if (asked.Count == 0) return;
        await session.Transaction!.LockAsync([Lock], cancellationToken);
        var open = await OpenAsync([.. asked.Select(r => r.Question!.Value)], cancellationToken);
        foreach (var row in asked.Where(r => !open.ContainsKey(r.Question!.Value)))
        {
            row.Errors.Clear();
            row.Answer = new RowAnswer(ExistingRecordPolicy.Skip, null);
        }
    }

    /// <summary>Keeps the questions of a chunk, and takes away those that it settled.</summary>
    /// <returns>The question of each row that was asked about.</returns>
    public async Task<Dictionary<RowAttempt, Guid>> KeepAsync(ImportRun run, ImportFile file, IReadOnlyList<RowAttempt> settled, bool isGuarded, CancellationToken cancellationToken)
    {
        var (rows, questions) = (new StoreBatch(), new Dictionary<RowAttempt, Guid>());
        foreach (var row in settled.Where(r => r.Fate == RowFate.Asked).OrderBy(r => r.Row.Number))
        {
            if (row.Row.Question is { } known)
            {
                questions[row] = known; // still there: it was only asked about again
                continue;
            }
            var entry = Entry(run, file, row, isGuarded);
            rows.Inserts.Add(entry);
            questions[row] = entry.Id;
        }
        var done = settled.Where(r => r.Fate is RowFate.Created or RowFate.Updated or RowFate.Skipped && r.Row.Question is not null).Select(r => r.Row.Question!.Value).ToList();
        if (done.Count > 0) rows.Deletes.AddRange((await OpenAsync(done, cancellationToken)).Values);
        if (rows.Inserts.Count + rows.Deletes.Count > 0) await session.Transaction!.WriteAsync(rows, cancellationToken);
        return questions;
    }

    /// <summary>Those of some questions that wait, in the transaction under way.</summary>
    public async Task<Dictionary<Guid, ImportQuestionEntry>> OpenAsync(IReadOnlyList<Guid> questions, CancellationToken cancellationToken)
    {
        var open = new Dictionary<Guid, ImportQuestionEntry>();
        foreach (IEnumerable<Guid> some in questions.Distinct().Chunk(500))
            foreach (var entry in await session.Transaction!.ListAsync(session.Transaction.Query<ImportQuestionEntry>().Where(q => some.Contains(q.Id)), cancellationToken)) open[entry.Id] = entry;
        return open;
    }

    // Columns that CrmKit put before the file's own are left out.
    private ImportQuestionEntry Entry(ImportRun run, ImportFile file, RowAttempt row, bool isGuarded) => new()
    {
        TenantId = session.TenantId,
        ImportId = run.Id,
        RecordType = run.RecordType,
        Number = row.Row.Number,
        Line = row.Row.Line,
        RecordId = row.Question!.Record.Id,
        Name = row.Question.Name,
        Confidence = row.Question.Confidence,
        Reason = row.Question.Reason,
        Columns = JsonSerializer.Serialize(file.Header.Skip(file.Skipped)),
        Cells = JsonSerializer.Serialize(row.Row.Cells.Skip(file.Skipped)),
        Kinds = row.Row.Kinds is { } kinds ? JsonSerializer.Serialize(kinds.Skip(file.Skipped)) : null,
        IsGuarded = isGuarded,
        AskedAt = session.Now,
    };
}
