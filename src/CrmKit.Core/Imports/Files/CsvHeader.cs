using CrmKit.Formats;

namespace CrmKit.Imports.Files;

/// <summary>Finds the record that names the columns: the first one, or, below titles, the first that fills several cells.</summary>
internal static class CsvHeader
{
    private const int SampleRecords = 12;
    private const int LeastColumns = 3;
    private const int LeastAgreeing = 2;

    /// <summary>What parts the columns, and the line that the header begins in.</summary>
    /// <param name="open">Reads the file from its beginning.</param>
    /// <param name="source">What the map says, and the bounds.</param>
    public static (char Delimiter, long Line) Find(Func<LineReader> open, ImportSource source)
    {
        var delimiter = source.Delimiter is { } said ? said[0] : Delimiter.Detect(open, source.MaxCellLength, source.HeaderRow ?? 1);
        if (source.HeaderRow is { } row) return (delimiter, row);
        var (best, columns) = ((Delimiter: delimiter, Line: 1L), 0);
        if (Read(open, delimiter, source.MaxCellLength) is [{ Error: null } first, ..] && Filled(first) > 1) return best;
        foreach (var candidate in source.Delimiter is null ? Delimiter.Candidates : [delimiter])
            if (BelowTitles(Read(open, candidate, source.MaxCellLength)) is { } header && header.Cells.Count > columns) (best, columns) = ((candidate, header.Line), header.Cells.Count);
        return best;
    }

    // Titles fill one cell each, the header several, and records behind it have as many.
    private static ImportRow? BelowTitles(List<ImportRow> records)
    {
        var at = records.FindIndex(r => r.Error is not null || Filled(r) > 1);
        if (at < 0 || records[at].Error is not null || Filled(records[at]) < LeastColumns) return null;
        return records.Skip(at + 1).Count(r => r.Error is null && r.Cells.Count == records[at].Cells.Count) >= LeastAgreeing ? records[at] : null;
    }

    private static List<ImportRow> Read(Func<LineReader> open, char delimiter, int cellLimit)
    {
        using var reader = new CsvReader(open(), delimiter, cellLimit);
        var records = new List<ImportRow>(SampleRecords);
        while (records.Count < SampleRecords && reader.TryRead(out var row)) records.Add(row);
        return records;
    }

    private static int Filled(ImportRow row) => row.Cells.Count(c => !string.IsNullOrWhiteSpace(c));
}
