using CrmKit.Fields;

namespace CrmKit.Formats;

/// <summary>A format that records can be exported to. Immutable.</summary>
public sealed record ExportFormatDefinition
{
    /// <summary>Lower case, stable; a plugin's begins with its id: <c>csv</c>, <c>acme.sheet</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What people call it.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>What the file is to browsers: <c>text/csv</c>.</summary>
    public required string MediaType { get; init; }

    /// <summary>The end of the file's name, without the dot: <c>csv</c>. Letters and digits.</summary>
    public required string Extension { get; init; }

    /// <summary>Whether references are given to it as the names of the records that they point at, for files that people read; otherwise as ids.</summary>
    public bool NamesReferences { get; init; }

    /// <summary>Where it comes from: <c>core</c> or a plugin's id.</summary>
    public string Source { get; init; } = "core";
}

/// <summary>Writes records as a file.</summary>
/// <remarks>One instance per session. One that fails ends the export with <c>export.format-failed</c>.</remarks>
public interface IExportFormat
{
    /// <summary>Begins a file.</summary>
    ValueTask<IExportWriter> OpenAsync(ExportTarget target, CancellationToken cancellationToken);
}

/// <summary>Writes one file, in memory that does not grow with it.</summary>
/// <remarks>Programs for tables run cells as formulas that begin with <c>=</c>, <c>+</c>, <c>-</c>, <c>@</c>, a tab or a line break: a format that they open must not give them texts as such cells.</remarks>
public interface IExportWriter : IAsyncDisposable
{
    /// <summary>Writes rows.</summary>
    /// <param name="rows">Per row one value per column: <see cref="string"/>, <see cref="decimal"/>, <see cref="long"/>, <see cref="bool"/>, <see cref="DateOnly"/>, <see cref="DateTimeOffset"/>, <see cref="Guid"/> or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    ValueTask WriteAsync(IReadOnlyList<IReadOnlyList<object?>> rows, CancellationToken cancellationToken);

    /// <summary>Ends the file.</summary>
    ValueTask CompleteAsync(CancellationToken cancellationToken);
}

/// <summary>What a file is to hold, and where it goes.</summary>
public sealed class ExportTarget
{
    internal ExportTarget(string title, IReadOnlyList<ExportColumn> columns, string timeZone, Stream output) => (Title, Columns, TimeZone, Output) = (title, columns, timeZone, output);

    /// <summary>What the records are: <c>Leads</c>.</summary>
    public string Title { get; }

    /// <summary>The columns, none that the caller may not read.</summary>
    public IReadOnlyList<ExportColumn> Columns { get; }

    /// <summary>The tenant's zone, for formats that show local times.</summary>
    public string TimeZone { get; }

    /// <summary>Takes the bytes; what is written in one call is sent on after it, 64 MiB at most.</summary>
    public Stream Output { get; }
}

/// <summary>One column.</summary>
/// <param name="Key">The field's key.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Kind">What it holds.</param>
public sealed record ExportColumn(string Key, LocalizedText Label, FieldKind Kind);
