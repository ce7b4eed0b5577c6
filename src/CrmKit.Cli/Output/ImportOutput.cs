using System.Globalization;
using CrmKit.Imports;

namespace CrmKit.Cli.Output;

/// <summary>What an import did.</summary>
internal static class ImportOutput
{
    private const int ShownErrors = 10;

    public static void WriteJson(TextWriter output, ImportResult result, bool isDryRun) => TableOutput.WriteJson(output, json =>
    {
        json.WriteStartObject();
        json.WriteString("id", result.Id.ToString());
        json.WriteString("format", result.Format);
        json.WriteBoolean("dryRun", isDryRun);
        json.WriteBoolean("resumed", result.Resumed);
        json.WriteNumber("rows", result.Rows);
        json.WriteNumber("created", result.Created);
        json.WriteNumber("updated", result.Updated);
        json.WriteNumber("skipped", result.Skipped);
        json.WriteNumber("refused", result.Refused);
        json.WriteString("errorPath", result.ErrorPath);
        json.WritePropertyName("errors");
        TableOutput.WriteRows(json, ["line", "field", "value", "code", "reason"], result.Errors.Select(e => (object?[])[e.Line, e.Field, e.Value, e.Error.Code, e.Error.Message]));
        if (result.ProposedMap is { } map)
        {
            json.WritePropertyName("proposedMap");
            json.WriteRawValue(map.ToJson());
        }
        json.WriteEndObject();
    });

    public static void WriteText(TextWriter output, ImportResult result, bool isDryRun)
    {
        if (result.ProposedMap is { } map) output.WriteLine($"Without a map, by the columns' names: {string.Join(", ", map.Columns.Where(c => c.Column is not null).Select(c => $"{string.Join(" + ", c.Join.Prepend(c.Column))} → {c.Field}"))}.{(map.Ignore.Count > 0 ? $" Left out: {string.Join(", ", map.Ignore)}." : "")}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(isDryRun ? "Dry run, nothing written: " : result.Resumed ? "Resumed: " : "")}{result.Rows} rows: {result.Created} created, {result.Updated} updated, {result.Skipped} skipped, {result.Refused} refused."));
        foreach (var error in result.Errors.Take(ShownErrors))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  line {error.Line}{(error.Field is null ? "" : $", {error.Field}")}{(error.Value is null ? "" : $" '{error.Value}'")}: {error.Error}"));
        if (result.ErrorPath is not null) output.WriteLine($"Refused rows with reasons: {result.ErrorPath}");
    }
}
