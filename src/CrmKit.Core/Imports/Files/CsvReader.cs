using System.Text;

using CrmKit.Formats;

namespace CrmKit.Imports.Files;

/// <summary>
/// Reads records in bounded memory. What cannot be read is reported for its first line, and reading goes on with the next one,
/// so that a stray quote costs one row and not the rest of the file.
/// </summary>
internal sealed class CsvReader(LineReader lines, char delimiter, int cellLimit) : IDisposable
{
    private readonly List<string> _cells = [];
    private readonly RepeatedTexts _texts = new();
    private readonly int _recordLimit = ImportLimits.RecordLength(cellLimit);

    /// <summary>How many cells a record must have; 0 accepts any number (the header).</summary>
    public int Columns { get; set; }

    /// <summary>The next record; <see langword="false"/> at the end. Lines without a character are left out.</summary>
    public bool TryRead(out ImportRow row)
    {
        TextLine first;
        do
        {
            row = default;
            if (!lines.TryRead(out first)) return false;
        }
        while (first.Text.Length == 0);

        if (first.IsCut)
        {
            row = Bad(first, ImportErrors.CellTooLong(cellLimit));
            return true;
        }
        _cells.Clear();
        var (error, isBroken) = Record(first);
        row = error is null ? Checked(first, out isBroken) : Bad(first, error);
        if (isBroken && lines.Offset != first.NextOffset) lines.GoBehind(first);
        return true;
    }

    public void Dispose() => lines.Dispose();

    // Collects the cells of the record that begins in a line; broken means that a quote is the likely cause.
    private (CrmError? Error, bool IsBroken) Record(TextLine first)
    {
        var text = first.Text;
        var length = (long)text.Length;
        while (true)
        {
            var split = CsvText.Cells(text, delimiter, _cells, _texts, out var openAt);
            if (split == CsvText.Split.Whole) return (null, false);
            if (split == CsvText.Split.Malformed) return (ImportErrors.QuoteUnbalanced(), true);

            var cell = new StringBuilder(text, openAt, text.Length - openAt, 256);
            while (true)
            {
                if (!lines.TryRead(out var line) || line.IsCut) return (ImportErrors.QuoteUnbalanced(), true);
                var quote = CsvText.Quote(line.Text, 0);
                if (quote >= 0 && !CsvText.CanEndCell(line.Text, quote, delimiter)) return (ImportErrors.QuoteUnbalanced(), true);
                length += line.Text.Length + 1;
                if (length > _recordLimit)
                    return quote >= 0 || EndsProperly() ? (ImportErrors.CellTooLong(cellLimit), false) : (ImportErrors.QuoteUnbalanced(), true);
                cell.Append('\n').Append(line.Text);
                if (quote >= 0) break;
            }
            text = cell.ToString();
        }
    }

    // Reads on, keeping nothing, until a quote shows whether the opening one was meant.
    private bool EndsProperly()
    {
        while (lines.TryRead(out var line))
            if (CsvText.Quote(line.Text, 0) is >= 0 and var quote) return CsvText.CanEndCell(line.Text, quote, delimiter);
        return false;
    }

    private ImportRow Checked(TextLine first, out bool isBroken)
    {
        var cells = _cells.ToArray();
        var columns = Columns == 0 ? cells.Length : Columns;
        isBroken = cells.Length < columns || cells.AsSpan(columns).ContainsAnyExcept("");
        if (isBroken) return new ImportRow(first.Number, cells, ImportErrors.ColumnCount(cells.Length, columns));
        foreach (var cell in cells)
        {
            if (cell.Length > cellLimit) return Bad(first, ImportErrors.CellTooLong(cellLimit));
            if (cell.Contains('\0')) return new ImportRow(first.Number, cells, ImportErrors.Nul());
        }
        if (cells.Length > columns) Array.Resize(ref cells, columns);
        return new ImportRow(first.Number, cells, null);
    }

    private static ImportRow Bad(TextLine first, CrmError error) =>
        new(first.Number, [first.Text.Length <= ImportLimits.ShownText ? first.Text : first.Text[..ImportLimits.ShownText] + "…"], error);
}
