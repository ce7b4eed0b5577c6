using System.Text.Json;
using CrmKit.Storage;

namespace CrmKit.Imports;

/// <summary>Reports as they are kept with the import record.</summary>
internal static class ImportReports
{
    private static readonly JsonSerializerOptions Kept = new(JsonSerializerDefaults.Web);

    public static string Written<T>(T report) => JsonSerializer.Serialize(report, Kept);

    /// <summary>A row that waits, with the columns of its file.</summary>
    public static ImportOpenQuestion Read(ImportQuestionEntry question, string fileName)
    {
        var (columns, cells) = (JsonSerializer.Deserialize<string[]>(question.Columns)!, JsonSerializer.Deserialize<string[]>(question.Cells)!);
        var row = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (column, cell) in columns.Zip(cells)) row[column] = cell;
        return new ImportOpenQuestion(question.Id, question.ImportId, fileName, new ImportQuestion(question.Line, new RecordRef(question.RecordType, question.RecordId), question.Name, question.Confidence, question.Reason), row, question.AskedAt);
    }

    /// <summary>What is kept of a run; before its end the numbers so far.</summary>
    public static ImportRecord Read(ImportRun run) => new()
    {
        Id = run.Id,
        Type = run.RecordType,
        FileName = run.FileName,
        Status = run.Status,
        Map = ImportMap.FromJson(run.Map),
        StartedAt = run.StartedAt,
        FinishedAt = run.FinishedAt,
        ActorId = run.ActorId,
        Result = run.Report is { } report ? JsonSerializer.Deserialize<ImportResult>(report, Kept)! : new ImportResult { Id = run.Id, Rows = run.Rows, Created = run.Created, Updated = run.Updated, Skipped = run.Skipped, Refused = run.Refused, Asked = run.Asked },
        Revert = run.RevertReport is { } revert ? JsonSerializer.Deserialize<ImportRevertResult>(revert, Kept) : null,
    };
}
