namespace CrmKit.Imports.Files;

/// <summary>Finds the delimiter by what the first records have in common.</summary>
internal static class Delimiter
{
    private const int SampleLines = 20;
    public static IReadOnlyList<char> Candidates { get; } = [',', ';', '\t', '|'];

    /// <summary>The candidate that gives the header and most sample records the same number of cells, more cells first; a comma when none parts anything.</summary>
    public static char Detect(Func<LineReader> open, int cellLimit, int headerRow = 1)
    {
        var (best, bestAgreeing, bestColumns) = (',', 0, 1);
        foreach (var candidate in Candidates)
        {
            using var reader = new CsvReader(open(), candidate, cellLimit);
            var (columns, agreeing) = (0, 0);
            for (var i = 0; i <= SampleLines && reader.TryRead(out var row); i++)
            {
                if (row.Line < headerRow)
                {
                    i--;
                    continue;
                }
                if (i == 0) columns = row.Error is null ? row.Cells.Count : 0;
                else if (row.Error is null && row.Cells.Count == columns) agreeing++;
            }
            if (columns < 2) continue;
            if (bestColumns < 2 || agreeing > bestAgreeing || (agreeing == bestAgreeing && columns > bestColumns)) (best, bestAgreeing, bestColumns) = (candidate, agreeing, columns);
        }
        return best;
    }
}
