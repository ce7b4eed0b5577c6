using CrmKit.Formats;

namespace CrmKit.Exports;

/// <summary>The door for files out: records of one type as a file, read page by page; those that the actor may both read and export, and their fields that he may read.</summary>
/// <remarks>Scoped to a session; not thread safe.</remarks>
public interface IExports
{
    /// <summary>Checks what is asked before the first byte.</summary>
    /// <returns>What the file will be.</returns>
    /// <exception cref="CrmNotFoundException"><c>catalog.type-unknown</c>.</exception>
    /// <exception cref="CrmValidationException"><c>export.format-unknown</c>, <c>catalog.field-unknown</c>, <c>export.field-duplicate</c>, <c>export.limit</c>, <c>filter.…</c>, <c>query.order</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>: the actor may not read, or not export, records of the type; <c>export.field-forbidden</c>, <c>filter.field-forbidden</c>: he may not read a field that he names.</exception>
    Task<ExportFile> PrepareAsync(ExportRequest request, CancellationToken cancellationToken = default);

    /// <summary>Writes the file.</summary>
    /// <param name="request">What to export.</param>
    /// <param name="output">Takes the bytes; is not closed.</param>
    /// <param name="cancellationToken">Stops the export; the output is half a file then.</param>
    /// <returns>The number of records.</returns>
    /// <exception cref="CrmRuleException"><c>export.format-failed</c>; and all that <see cref="PrepareAsync"/> throws.</exception>
    Task<long> WriteAsync(ExportRequest request, Stream output, CancellationToken cancellationToken = default);
}

/// <summary>What to export.</summary>
/// <param name="Type">The record type's key.</param>
public sealed record ExportRequest(string Type)
{
    /// <summary>The format's key.</summary>
    public string Format { get; init; } = "csv";

    /// <summary>A filter such as <c>stage eq 'won'</c>; <see langword="null"/> for all.</summary>
    public string? Filter { get; init; }

    /// <summary>Field keys parted by commas, <c>-</c> before one for descending; <see langword="null"/> means newest first.</summary>
    public string? OrderBy { get; init; }

    /// <summary>Keys of the fields, in the order of the columns; empty for all that the actor may read.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>The most records, 1 or more; <see langword="null"/> for all.</summary>
    public long? Limit { get; init; }
}

/// <summary>A file to be.</summary>
/// <param name="Format">Its format.</param>
/// <param name="Name">What to call it: <c>leads-2026-03-16.csv</c>.</param>
public sealed record ExportFile(ExportFormatDefinition Format, string Name);
