namespace CrmKit.Imports;

/// <summary>A file to look at before it is imported.</summary>
/// <param name="Type">The record type's key.</param>
/// <param name="Path">The file.</param>
public sealed record ImportPreviewRequest(string Type, string Path)
{
    /// <summary>The key of the file's format; <see langword="null"/> means find out, by its content.</summary>
    public string? Format { get; init; }

    /// <summary>How the file is to be read (delimiter, encoding, sheet, header row); its columns are not asked. <see langword="null"/> means find out.</summary>
    public ImportMap? Reading { get; init; }

    /// <summary>The key of the preset to go by, such as <c>salesforce</c>; <see langword="null"/> means the one that the headers are of, if any.</summary>
    public string? Preset { get; init; }
}

/// <summary>What a file holds, and how it would be imported. Nothing was written.</summary>
public sealed record ImportPreview
{
    /// <summary>The record type's key.</summary>
    public required string Type { get; init; }

    /// <summary>The key of the file's format.</summary>
    public required string Format { get; init; }

    /// <summary>What was found out about the file: <c>encoding</c>, <c>delimiter</c>, <c>headerRow</c>, <c>sheet</c>, <c>sheets</c>; what a format of a plugin says.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>The key of the preset that was gone by; <see langword="null"/> for none.</summary>
    public string? Preset { get; init; }

    /// <summary>The rows that were looked at, the first ones.</summary>
    public required int Rows { get; init; }

    /// <summary>The columns, in the order of the file.</summary>
    public required IReadOnlyList<ImportPreviewColumn> Columns { get; init; }

    /// <summary>The map that is proposed; <see langword="null"/> when no column fills a field.</summary>
    public ImportMap? Map { get; init; }

    /// <summary>What somebody has to decide before the map can be trusted: <c>import.doubt-column</c>, <c>import.doubt-date</c>, <c>import.doubt-values</c>, <c>import.doubt-required</c>. An import without a map runs only when there is none.</summary>
    public IReadOnlyList<CrmError> Doubts { get; init; } = [];
}

/// <summary>A column of a file.</summary>
public sealed record ImportPreviewColumn
{
    /// <summary>Its header, trimmed; empty for one without a name.</summary>
    public required string Name { get; init; }

    /// <summary>Different values of it, the first ones, shortened; at most 5.</summary>
    public required IReadOnlyList<string> Samples { get; init; }

    /// <summary>How many of the rows that were looked at have a value.</summary>
    public required int Filled { get; init; }

    /// <summary>What its values look like; <see langword="null"/> without values.</summary>
    public FieldKind? Kind { get; init; }

    /// <summary>The fields that it would fill, with settings; empty when it would be left out, or joined to another column.</summary>
    public IReadOnlyList<ImportColumn> Fills { get; init; } = [];

    /// <summary>How sure the proposal is, 0 to 1; below 0.75 it is a doubt. 0 for a column that would be left out.</summary>
    public decimal Confidence { get; init; }

    /// <summary>Why, for people.</summary>
    public required LocalizedText Reason { get; init; }
}
