namespace CrmKit.Imports;

/// <summary>Bounds that keep memory flat whatever the file holds.</summary>
internal static class ImportLimits
{
    /// <summary>Rows asked of a format at a time.</summary>
    public const int RowsPerRead = 250;

    /// <summary>Columns, as many as spreadsheets have.</summary>
    public const int Columns = 16_384;

    /// <summary>The most characters of a record whose cells have at most so many.</summary>
    public static int RecordLength(int cellLimit) => cellLimit * 4;

    /// <summary>Characters shown of a refused value.</summary>
    public const int ShownText = 200;

    /// <summary>Refusals kept for the result; the rest is in the error file alone.</summary>
    public const int KeptErrors = 100;

    /// <summary>Rows of a dry run whose difference is kept.</summary>
    public const int KeptChanges = 200;

    /// <summary>Looked-up values remembered per column.</summary>
    public const int RememberedReferences = 50_000;

    /// <summary>Rows that may wait for a record further down in the file.</summary>
    public const int WaitingRows = 10_000;
}
