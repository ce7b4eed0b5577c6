using CrmKit.Formats;
using CrmKit.Imports.Files;
using CrmKit.Imports.Mapping;

namespace CrmKit.Imports.Previewing;

/// <summary>The first rows of a file by column.</summary>
/// <param name="Header">The names of the columns.</param>
/// <param name="Columns">Their values, those of error files left out.</param>
/// <param name="Rows">How many rows were looked at.</param>
internal sealed record PreviewFile(IReadOnlyList<string> Header, IReadOnlyList<ColumnSample> Columns, int Rows)
{
    private const int SampleRows = 1000;
    private const long SampleLength = 4_000_000;

    public static async Task<PreviewFile> ReadAsync(ImportFile file, CancellationToken cancellationToken)
    {
        var columns = file.Header.Select((name, at) => new ColumnSample(name, at)).ToList();
        var (rows, length) = (0, 0L);
        while (rows < SampleRows && length < SampleLength && await file.ReadAsync(ImportLimits.RowsPerRead, cancellationToken) is { Length: > 0 } read)
        {
            foreach (var row in read.Where(r => r.Error is null))
            {
                foreach (var column in columns)
                {
                    var text = row.Cells[column.Ordinal];
                    column.Add(file.IsErrorFile ? ErrorCell.Unguard(text) : text, row.Kinds?[column.Ordinal] ?? CellKind.Text);
                    length += text.Length;
                }
            }
            rows += read.Length;
        }
        return new PreviewFile(file.Header, [.. columns.Skip(file.Skipped)], rows);
    }
}
