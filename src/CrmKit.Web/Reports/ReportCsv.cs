using System.Globalization;
using System.Text;
using CrmKit.Imports.Files;
using CrmKit.Reports;

namespace CrmKit.Web;

/// <summary>A report as comma-separated UTF-8 that spreadsheets open: no text in it would run as a formula.</summary>
internal static class ReportCsv
{
    public static byte[] Of(ReportTable table, string culture)
    {
        var text = new StringBuilder();
        Append(text, table.Columns.Select(c => c.Label.For(culture)));
        foreach (var row in table.Rows) Append(text, row.Select(Cell));
        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())];
    }

    private static string Cell(object? value) => value switch
    {
        null => "",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        string text => text,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static void Append(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(ErrorCell.Guard).Select(Quoted)).Append("\r\n");

    private static string Quoted(string cell) => cell.AsSpan().IndexOfAny("\",\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
