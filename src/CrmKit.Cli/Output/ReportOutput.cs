using CrmKit.Reports;

namespace CrmKit.Cli.Output;

/// <summary>A report's table.</summary>
internal static class ReportOutput
{
    public static void WriteJson(TextWriter output, ReportTable table) => TableOutput.WriteJson(output, json =>
    {
        json.WriteStartObject();
        json.WriteString("report", table.Report);
        json.WriteString("asOf", table.AsOf.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteStartArray("columns");
        foreach (var column in table.Columns)
        {
            json.WriteStartObject();
            json.WriteString("key", column.Key);
            json.WriteString("label", column.Label.English);
            json.WriteString("kind", EnumCode.Of(column.Kind));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WritePropertyName("rows");
        TableOutput.WriteRows(json, [.. table.Columns.Select(c => c.Key)], table.Rows);
        json.WriteStartArray("remarks");
        foreach (var remark in table.Remarks) json.WriteStringValue(remark);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static void WriteText(TextWriter output, ReportTable table)
    {
        TableOutput.WriteText(output, [.. table.Columns.Select(c => c.Label.English)], table.Rows, "The report has no rows.");
        foreach (var remark in table.Remarks) output.WriteLine(remark);
    }
}
