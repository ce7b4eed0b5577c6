using System.Globalization;
using CrmKit.Imports;

namespace CrmKit.Cli.Output;

/// <summary>What an import did.</summary>
internal static class ImportOutput
{
    private const int ShownErrors = 10;

    public static void WriteJson(TextWriter output, ImportResult result, bool isDryRun) => TableOutput.WriteJson(output, json => ImportJson.Write(json, result, isDryRun));

    public static void WriteText(TextWriter output, ImportResult result, bool isDryRun)
    {
        if (result.ProposedMap is { } map) output.WriteLine($"Without a map, by the columns' names: {string.Join(", ", map.Columns.Where(c => c.Column is not null).Select(c => $"{string.Join(" + ", c.Join.Prepend(c.Column))} → {c.Field}"))}.{(map.Ignore.Count > 0 ? $" Left out: {string.Join(", ", map.Ignore)}." : "")}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(isDryRun ? "Dry run, nothing written: " : result.Resumed ? "Resumed: " : "")}{result.Rows} rows: {result.Created} created, {result.Updated} updated, {result.Skipped} skipped, {result.Refused} refused{(result.Asked > 0 ? $", {result.Asked} asked" : "")}."));
        foreach (var error in result.Errors.Take(ShownErrors))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  line {error.Line}{(error.Field is null ? "" : $", {error.Field}")}{(error.Value is null ? "" : $" '{error.Value}'")}: {error.Error}"));
        foreach (var change in result.Changes.Take(ShownErrors))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  line {change.Line}, {(change.Record is { } record ? $"change {record}" : "create")}: {string.Join("; ", change.Fields.Select(f => f.Before is null ? $"{f.Field} '{f.After}'" : $"{f.Field} '{f.Before}' → '{f.After}'"))}"));
        foreach (var question in result.Questions.Take(ShownErrors))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  line {question.Line} looks like {question.Name} ({question.Record.Id}), {question.Confidence:0.##}: {question.Reason}"));
        if (result.QuestionPath is not null) output.WriteLine($"Rows to be answered with new, update or skip, and imported again: {result.QuestionPath}");
        if (result.ErrorPath is not null) output.WriteLine($"Refused rows with reasons: {result.ErrorPath}");
    }
}
