using CrmKit.Formats;
using CrmKit.Sessions;

namespace CrmKit.Imports.Files;

/// <summary>A file opened for rows, in whatever format: its header is read and checked, and so is every row.</summary>
internal sealed class ImportFile : IAsyncDisposable
{
    /// <summary>Columns that the error file puts before the original ones; on re-import they are left out.</summary>
    public static readonly string[] ErrorColumns = ["import-line", "import-field", "import-value", "import-code", "import-reason"];

    /// <summary>Columns of a file of questions; the answer, the record and the question are read.</summary>
    public static readonly string[] QuestionColumns = ["import-answer", "import-line", "import-record", "import-name", "import-confidence", "import-reason", "import-question"];

    private readonly FormatReading _reading;
    private readonly int _cellLimit;

    private ImportFile(FormatReading reading, FileCheck check, string[] header, int cellLimit)
    {
        (_reading, Check, Header, _cellLimit) = (reading, check, header, cellLimit);
        IsQuestionFile = header.AsSpan().StartsWith(QuestionColumns);
        Skipped = IsQuestionFile ? QuestionColumns.Length : header.AsSpan().StartsWith(ErrorColumns) ? ErrorColumns.Length : 0;
    }

    /// <summary>Trimmed names of the columns, empty for unnamed ones.</summary>
    public string[] Header { get; }

    public FileCheck Check { get; }

    /// <summary>The key of its format.</summary>
    public string Format => _reading.Format;

    /// <summary>Whether it is the file of questions of an earlier import, answered or not.</summary>
    public bool IsQuestionFile { get; }

    /// <summary>Whether it is a file that an earlier import wrote, of refused rows or of questions: its guarded cells are read as what they guard.</summary>
    public bool IsErrorFile => Skipped > 0;

    /// <summary>Leading columns that are left out.</summary>
    public int Skipped { get; }

    /// <summary>What its format found out about it.</summary>
    public IReadOnlyDictionary<string, string> Facts => _reading.Facts;

    /// <summary>Bytes read.</summary>
    public long Offset => _reading.Offset;

    /// <exception cref="CrmValidationException"><c>import.empty</c>, <c>import.format-…</c>, <c>import.header-duplicate</c>, <c>import.too-many-columns</c>, and what the format itself refuses.</exception>
    public static async Task<ImportFile> OpenAsync(CrmSession session, ImportRequest request, CancellationToken cancellationToken)
    {
        var check = await FileCheck.OfAsync(request.Path, cancellationToken);
        var reading = await FormatReading.OpenAsync(session, request, check, cancellationToken);
        try
        {
            var header = Array.ConvertAll(reading.Columns, c => c.Trim());
            if (header.Length > ImportLimits.Columns) throw new CrmValidationException(ImportErrors.TooManyColumns(ImportLimits.Columns));
            var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var name in header)
                if (name.Length > 0 && !seen.Add(name)) throw new CrmValidationException(ImportErrors.HeaderDuplicate(name));
            return new ImportFile(reading, check, header, request.MaxCellLength);
        }
        catch
        {
            await reading.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next rows; none at the end.</summary>
    public async ValueTask<ImportRow[]> ReadAsync(int atMost, CancellationToken cancellationToken)
    {
        var rows = await _reading.ReadAsync(atMost, cancellationToken);
        for (var i = 0; i < rows.Length; i++)
            if (rows[i].Error is null && Wrong(rows[i].Cells) is { } error) rows[i] = rows[i] with { Error = error };
        return rows;
    }

    public ValueTask DisposeAsync() => _reading.DisposeAsync();

    private CrmError? Wrong(IReadOnlyList<string> cells)
    {
        if (cells.Count != Header.Length) return ImportErrors.ColumnCount(cells.Count, Header.Length);
        foreach (var cell in cells)
        {
            if (cell.Length > _cellLimit) return ImportErrors.CellTooLong(_cellLimit);
            if (cell.Contains('\0')) return ImportErrors.Nul();
        }
        return null;
    }
}
