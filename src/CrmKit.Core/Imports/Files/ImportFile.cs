namespace CrmKit.Imports.Files;

/// <summary>A file opened for rows: its header is read and checked.</summary>
internal sealed class ImportFile(CsvReader reader, string[] header, int skipped, FileCheck check) : IDisposable
{
    /// <summary>Columns that the error file puts before the original ones; on re-import they are left out.</summary>
    public static readonly string[] ErrorColumns = ["import-line", "import-field", "import-value", "import-code", "import-reason"];

    /// <summary>Trimmed names of the columns, empty for unnamed ones.</summary>
    public string[] Header { get; } = header;

    public FileCheck Check { get; } = check;

    /// <summary>Whether it is the error file of an earlier import, corrected or not: its guarded cells are read as what they guard.</summary>
    public bool IsErrorFile { get; } = skipped > 0;

    /// <summary>Leading columns that are left out.</summary>
    public int Skipped { get; } = skipped;

    /// <summary>Bytes read.</summary>
    public long Offset => reader.Offset;

    /// <exception cref="CrmValidationException"><c>import.empty</c>, <c>import.header-duplicate</c>, <c>import.header-malformed</c>, <c>import.too-many-columns</c>.</exception>
    public static ImportFile Open(string path, FileCheck check, string? delimiter, int cellLimit)
    {
        LineReader Lines() => new(FileCheck.Open(path), check.Encoding, check.Preamble, CsvReader.RecordLimit(cellLimit));
        var reader = new CsvReader(Lines(), delimiter is null ? Delimiter.Detect(Lines, cellLimit) : delimiter[0], cellLimit);
        try
        {
            if (!reader.TryRead(out var row)) throw new CrmValidationException(ImportErrors.Empty(path));
            if (row.Error is not null) throw new CrmValidationException(ImportErrors.HeaderMalformed(row.Line));
            var header = Array.ConvertAll(row.Cells, c => c.Trim());
            if (header.Length > ImportLimits.Columns) throw new CrmValidationException(ImportErrors.TooManyColumns(ImportLimits.Columns));
            var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var name in header)
                if (name.Length > 0 && !seen.Add(name)) throw new CrmValidationException(ImportErrors.HeaderDuplicate(name));
            reader.Columns = header.Length;
            var skipped = header.AsSpan().StartsWith(ErrorColumns) ? ErrorColumns.Length : 0;
            return new ImportFile(reader, header, skipped, check);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    public bool TryRead(out CsvRow row) => reader.TryRead(out row);

    public void Dispose() => reader.Dispose();
}
