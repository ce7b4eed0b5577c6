namespace CrmKit.Imports.Mapping;

/// <summary>One row on its way from the file to the record.</summary>
internal sealed class MappedRow
{
    /// <summary>Its number among the rows, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>The line it begins in.</summary>
    public required long Line { get; init; }

    /// <summary>As in the file.</summary>
    public required string[] Cells { get; init; }

    /// <summary>One value per target of the plan; references are <see cref="ReferenceText"/> until resolved. Empty when the row cannot be read.</summary>
    public object?[] Values { get; set; } = [];

    /// <summary>Why it is refused; empty while it is not.</summary>
    public List<ImportError> Errors { get; } = [];
}
