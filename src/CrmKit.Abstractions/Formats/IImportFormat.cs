using System.Collections.ObjectModel;
using CrmKit.Fields;

namespace CrmKit.Formats;

/// <summary>A format that files can be imported from. Immutable.</summary>
public sealed record ImportFormatDefinition
{
    /// <summary>Lower case, stable; a plugin's begins with its id: <c>csv</c>, <c>acme.vcard</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What people call it.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>Where it comes from: <c>core</c> or a plugin's id.</summary>
    public string Source { get; init; } = "core";
}

/// <summary>Recognises files of a format by their content and reads their rows.</summary>
/// <remarks>
/// One instance per import, away from the session: reading runs beside the writing of the rows before, and gets at no records. A format that fails while it looks at a file does not recognise it;
/// one that fails while it reads stops the import with <c>import.format-failed</c>, and what was written before stays and is taken up again.
/// </remarks>
public interface IImportFormat
{
    /// <summary>How sure the format is that a file is of its kind: 0 is not, 1 certainly is. The surest one reads it; two that are equally sure are a question to the user.</summary>
    /// <param name="start">The first bytes of the file, at most 64 KiB, never its name.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    ValueTask<decimal> DetectAsync(ReadOnlyMemory<byte> start, CancellationToken cancellationToken);

    /// <summary>Opens a file and finds its columns.</summary>
    /// <exception cref="CrmValidationException">The file cannot be used at all; with a code of the format's own.</exception>
    ValueTask<IImportReader> OpenAsync(ImportSource source, CancellationToken cancellationToken);
}

/// <summary>Reads the rows of one file, in memory that does not grow with the file.</summary>
public interface IImportReader : IAsyncDisposable
{
    /// <summary>The names of the columns, trimmed; empty for one without a name. The map says which field each fills.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>What was found out about the file, for people: <c>encoding</c>, <c>delimiter</c>, <c>sheet</c> and the like; empty unless the format says something.</summary>
    IReadOnlyDictionary<string, string> Facts => ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The next rows, fewer than asked for when they are large; none at the end.</summary>
    ValueTask<IReadOnlyList<ImportRow>> ReadAsync(int atMost, CancellationToken cancellationToken);
}

/// <summary>One row of a file, or what is left of one that cannot be read.</summary>
/// <param name="Line">Where people find it, from 1: the line of a text, the row of a sheet.</param>
/// <param name="Cells">One text per column, empty for no value: the map's settings say how texts become values. For a row that cannot be read, what can be shown of it.</param>
/// <param name="Error">Why it cannot be read; <see langword="null"/> when it can. The row is refused with it, and reading goes on.</param>
public readonly record struct ImportRow(long Line, IReadOnlyList<string> Cells, CrmError? Error = null)
{
    /// <summary>What each cell is, in the order of <see cref="Cells"/>; <see langword="null"/> when all are texts, as in CSV.</summary>
    public IReadOnlyList<CellKind>? Kinds { get; init; }
}

/// <summary>What the text of a cell is.</summary>
public enum CellKind
{
    /// <summary>What somebody wrote: the map's formats and its decimal mark say how it is read.</summary>
    Text,

    /// <summary>A value of the file's own, written out: a number with a point, with a percent sign when it is shown as one; a day or time by ISO 8601; <c>true</c> or <c>false</c>. The map's formats do not apply.</summary>
    Value,

    /// <summary>What stands where a value should be, such as <c>#N/A</c>: it refuses the row if its column is used and the map does not call it empty.</summary>
    Error,
}
