using System.Globalization;
using CrmKit.Imports;
using CrmKit.Imports.Files;

namespace CrmKit.Formats.Csv;

/// <summary>Delimited text by RFC 4180, with what spreadsheets make of it.</summary>
internal sealed class CsvImport : IImportFormat
{
    // Any text can be a column of texts, so that others come first.
    private const decimal AnyText = 0.1m;
    private const decimal Columns = 0.5m;

    public ValueTask<decimal> DetectAsync(ReadOnlyMemory<byte> start, CancellationToken cancellationToken) =>
        new(TextCheck.Start(start.Span) is not { } text ? 0 : text.AsSpan().TrimStart().IndexOfAny(",;\t|") is >= 0 and var at && at < FirstLine(text) ? Columns : AnyText);

    public async ValueTask<IImportReader> OpenAsync(ImportSource source, CancellationToken cancellationToken)
    {
        var text = await TextCheck.OfAsync(source, cancellationToken);
        LineReader Lines() => new(source.Open(), text.Encoding, text.Preamble, ImportLimits.RecordLength(source.MaxCellLength));
        var (delimiter, line) = CsvHeader.Find(Lines, source);
        var reader = new CsvReader(Lines(), delimiter, source.MaxCellLength);
        try
        {
            var hasHeader = reader.TryRead(out var header);
            while (hasHeader && header.Line < line) hasHeader = reader.TryRead(out header);
            if (!hasHeader) throw new CrmValidationException(ImportErrors.Empty(source.Name));
            if (header.Error is not null) throw new CrmValidationException(ImportErrors.HeaderMalformed(header.Line));
            reader.Columns = header.Cells.Count;
            return new Rows(reader, header.Cells)
            {
                Facts = new Dictionary<string, string>
                {
                    ["encoding"] = text.Encoding.WebName,
                    ["delimiter"] = delimiter == '\t' ? "tab" : delimiter.ToString(),
                    ["headerRow"] = header.Line.ToString(CultureInfo.InvariantCulture),
                },
            };
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private static int FirstLine(string text)
    {
        var end = text.AsSpan().TrimStart().IndexOfAny('\r', '\n');
        return end < 0 ? text.Length : end;
    }

    private sealed class Rows(CsvReader reader, IReadOnlyList<string> columns) : IImportReader
    {
        public IReadOnlyList<string> Columns => columns;

        public required IReadOnlyDictionary<string, string> Facts { get; init; }

        public ValueTask<IReadOnlyList<ImportRow>> ReadAsync(int atMost, CancellationToken cancellationToken)
        {
            var rows = new List<ImportRow>(atMost);
            while (rows.Count < atMost && reader.TryRead(out var row)) rows.Add(row);
            return new(rows);
        }

        public ValueTask DisposeAsync()
        {
            reader.Dispose();
            return default;
        }
    }
}
