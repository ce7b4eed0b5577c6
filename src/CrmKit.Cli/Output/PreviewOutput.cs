using System.Globalization;
using CrmKit.Imports;

namespace CrmKit.Cli.Output;

/// <summary>What a file holds and how it would be imported.</summary>
internal static class PreviewOutput
{
    private const int ShownText = 24;

    public static void WriteJson(TextWriter output, ImportPreview preview) => TableOutput.WriteJson(output, json => ImportJson.Write(json, preview, "en"));

    public static void WriteText(TextWriter output, ImportPreview preview)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{preview.Format}{string.Concat(preview.Facts.Select(f => $", {f.Key} {f.Value}"))}; {preview.Rows} rows looked at.{(preview.Preset is { } preset ? $" Columns as of {preset}." : "")}"));
        TableOutput.WriteText(output, ["column", "values", "kind", "field", "sure", "why"], [.. preview.Columns.Select(c => (object?[])
        [
            c.Name, string.Join(" | ", c.Samples.Take(3).Select(s => s.Length > ShownText ? s[..ShownText] + "…" : s)), c.Kind is { } kind ? EnumCode.Of(kind) : null,
            string.Join(", ", c.Fills.Select(f => f.Field)), c.Fills.Count > 0 ? c.Confidence : null, c.Reason.English,
        ])], "No columns.");
        foreach (var doubt in preview.Doubts) output.WriteLine($"  {doubt}");
        output.WriteLine(preview.Doubts.Count == 0 ? "Nothing is doubtful: 'import' without a map takes this one." : "Answer these in a map: --save writes the proposed one to a file.");
    }
}
