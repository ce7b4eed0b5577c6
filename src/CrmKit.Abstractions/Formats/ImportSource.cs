namespace CrmKit.Formats;

/// <summary>A file to be imported, as its format sees it.</summary>
public sealed class ImportSource
{
    private readonly Func<Stream> _open;

    internal ImportSource(string name, long length, Func<Stream> open) => (Name, Length, _open) = (name, length, open);

    /// <summary>What the file is called, for messages.</summary>
    public string Name { get; }

    /// <summary>Its bytes.</summary>
    public long Length { get; }

    /// <summary>The most characters of one cell; rows with a longer one are to be refused without being held in memory.</summary>
    public int MaxCellLength { get; internal init; } = 1_000_000;

    /// <summary>What parts the columns, as the map says; <see langword="null"/> means find out. Formats without delimiters refuse one.</summary>
    public string? Delimiter { get; internal init; }

    /// <summary>The encoding of a text, as the map names it; <see langword="null"/> means find out. Formats that are no text leave it alone.</summary>
    public string? Encoding { get; internal init; }

    /// <summary>The sheet of a workbook, as the map names it; <see langword="null"/> means the first one that is shown. Formats without sheets leave it alone.</summary>
    public string? Sheet { get; internal init; }

    /// <summary>The line or row with the names of the columns, from 1, as the map says; <see langword="null"/> means find out. Formats that name their columns themselves leave it alone.</summary>
    public int? HeaderRow { get; internal init; }

    /// <summary>The content from its beginning, to be read and sought; each call opens it once more. Closed after the import at the latest.</summary>
    public Stream Open() => _open();
}
