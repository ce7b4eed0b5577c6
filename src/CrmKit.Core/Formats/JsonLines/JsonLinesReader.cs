using CrmKit.Imports;
using CrmKit.Imports.Files;

namespace CrmKit.Formats.JsonLines;

/// <summary>Reads objects as rows; what is none costs its line.</summary>
internal sealed class JsonLinesReader(LineReader lines, IReadOnlyList<string> columns, int cellLimit) : IImportReader
{
    private readonly Dictionary<string, string> _cells = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Columns => columns;

    public required IReadOnlyDictionary<string, string> Facts { get; init; }

    public ValueTask<IReadOnlyList<ImportRow>> ReadAsync(int atMost, CancellationToken cancellationToken)
    {
        var rows = new List<ImportRow>(atMost);
        while (rows.Count < atMost && lines.TryRead(out var line))
            if (!line.Text.AsSpan().IsWhiteSpace()) rows.Add(Row(line));
        return new(rows);
    }

    public ValueTask DisposeAsync()
    {
        lines.Dispose();
        return default;
    }

    private ImportRow Row(TextLine line)
    {
        var error = line.IsCut ? ImportErrors.CellTooLong(cellLimit) : JsonLine.Read(line.Text, _cells);
        if (error is not null) return new ImportRow(line.Number, [line.Text.Length <= ImportLimits.ShownText ? line.Text : line.Text[..ImportLimits.ShownText] + "…"], error);
        var cells = new string[columns.Count];
        for (var i = 0; i < cells.Length; i++) cells[i] = _cells.GetValueOrDefault(columns[i], "");
        return new ImportRow(line.Number, cells);
    }
}
