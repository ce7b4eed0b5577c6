using System.Globalization;
using CrmKit.Imports;

namespace CrmKit.Formats.Xlsx;

/// <summary>Workbooks of Excel and of programs that write the same; one sheet is read, row by row.</summary>
internal sealed class XlsxImport : IImportFormat
{
    private const decimal AWorkbook = 0.95m;
    private const int SampleRows = 10;

    public ValueTask<decimal> DetectAsync(ReadOnlyMemory<byte> start, CancellationToken cancellationToken) =>
        new(start.Span.StartsWith("PK\u0003\u0004"u8) && start.Span.IndexOf("xl/"u8) >= 0 ? AWorkbook : 0);

    public ValueTask<IImportReader> OpenAsync(ImportSource source, CancellationToken cancellationToken)
    {
        if (source.Delimiter is not null) throw new CrmValidationException(ImportErrors.MapInvalid("$.delimiter", "workbooks have no delimiter. Leave it out."));
        var book = XlsxBook.Open(source, cancellationToken);
        try
        {
            var (sheet, rows) = book.Sheet(source.Sheet);
            var reader = new SheetReader(rows, book, source.MaxCellLength);
            var (header, first) = Header(reader, source.HeaderRow) ?? throw new CrmValidationException(ImportErrors.Empty($"{source.Name}, sheet {sheet}"));
            return new(new Rows(book, reader, header, first, sheet, source.MaxCellLength));
        }
        catch
        {
            book.Dispose();
            throw;
        }
    }

    // The row that is named, or the first one that fills at least half as many cells as the fullest of the first rows: titles stand above the header.
    private static (SheetRow Header, Queue<SheetRow> First)? Header(SheetReader reader, int? named)
    {
        var first = new Queue<SheetRow>();
        while (first.Count < SampleRows && reader.Read() is { } row)
            if (named is null || row.Number >= named) first.Enqueue(row);
        if (first.Count == 0 || (named is not null && first.Peek().Number != named)) return null;
        var fullest = first.Max(r => r.Filled);
        while (named is null && first.Peek().Filled * 2 < fullest) first.Dequeue();
        return (first.Dequeue(), first);
    }

    private sealed class Rows : IImportReader
    {
        private readonly XlsxBook _book;
        private readonly SheetReader _reader;
        private readonly Queue<SheetRow> _first;
        private readonly int _cellLimit;

        public Rows(XlsxBook book, SheetReader reader, SheetRow header, Queue<SheetRow> first, string sheet, int cellLimit)
        {
            (_book, _reader, _first, _cellLimit) = (book, reader, first, cellLimit);
            Columns = header.Cells;
            Facts = new Dictionary<string, string> { ["sheet"] = sheet, ["sheets"] = string.Join(", ", book.Sheets), ["headerRow"] = header.Number.ToString(CultureInfo.InvariantCulture) };
        }

        public IReadOnlyList<string> Columns { get; }

        public IReadOnlyDictionary<string, string> Facts { get; }

        public ValueTask<IReadOnlyList<ImportRow>> ReadAsync(int atMost, CancellationToken cancellationToken)
        {
            var rows = new List<ImportRow>(atMost);
            while (rows.Count < atMost && (_first.TryDequeue(out var row) ? row : _reader.Read()) is { } read) rows.Add(Row(read));
            return new(rows);
        }

        public ValueTask DisposeAsync()
        {
            _reader.Dispose();
            _book.Dispose();
            return default;
        }

        private ImportRow Row(SheetRow row)
        {
            if (row.IsTooLong) return new ImportRow(row.Number, [row.Cells.Find(c => c.Length > 0) ?? ""], ImportErrors.CellTooLong(_cellLimit));
            for (var i = row.Cells.Count; i < Columns.Count; i++) row.Set(i, "", CellKind.Text);
            if (row.Cells.FindLastIndex(c => c.Length > 0) >= Columns.Count) return new ImportRow(row.Number, [.. row.Cells], ImportErrors.ColumnCount(row.Cells.Count, Columns.Count));
            return new ImportRow(row.Number, [.. row.Cells.Take(Columns.Count)]) { Kinds = row.Kinds };
        }
    }
}
