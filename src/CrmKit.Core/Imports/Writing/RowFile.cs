using System.Globalization;
using System.Text;
using CrmKit.Imports.Files;
using CrmKit.Imports.Mapping;
using CrmKit.Storage;

namespace CrmKit.Imports.Writing;

/// <summary>
/// Rows that were not written, with what is said about them: one line each, the original columns last, so that the file can be corrected or answered and imported with the same map.
/// Written beside its final name and renamed at the end; the length that belongs to committed chunks is kept with the progress.
/// </summary>
internal sealed class RowFile : IDisposable
{
    private readonly string _path;
    private readonly string _partial;
    private readonly ImportFile _source;
    private readonly IReadOnlyList<string> _columns;
    private readonly StringBuilder _pending = new();
    private FileStream? _stream;

    /// <param name="path">Its name in the end.</param>
    /// <param name="importId">Whose it is while it is written.</param>
    /// <param name="source">Where the rows are from.</param>
    /// <param name="columns">What stands before the original columns.</param>
    public RowFile(string path, Guid importId, ImportFile source, IReadOnlyList<string> columns) =>
        (_path, _partial, _source, _columns) = (path, $"{path}.{importId:N}.partial", source, columns);

    /// <summary>Bytes written and on disk.</summary>
    public long Length { get; private set; }

    /// <summary>Takes up where an interrupted import stopped; what was written after its last commit goes.</summary>
    public void Resume(long length)
    {
        if (length == 0)
        {
            File.Delete(_partial);
            return;
        }
        if (!File.Exists(_partial) && File.Exists(_path) && new FileInfo(_path).Length >= length) File.Move(_path, _partial); // stopped between rename and finish
        if (!File.Exists(_partial) || new FileInfo(_partial).Length < length) return; // somebody removed it: what follows is still kept
        _stream = new FileStream(_partial, FileMode.Open, FileAccess.Write, FileShare.Read);
        _stream.SetLength(length);
        _stream.Position = Length = length;
    }

    /// <summary>Adds one row with what is said about it; it reaches the disk with <see cref="Flush"/>.</summary>
    public void Add(MappedRow row, IEnumerable<string> about) =>
        Append(about.Concat(row.Cells.Skip(row.Values.Length > 0 || row.Cells.Length > 1 ? _source.Skipped : 0).Select(c => c.Replace("\0", "", StringComparison.Ordinal))));

    /// <summary>Puts what was added on the disk, so that a commit that follows never knows more than the file.</summary>
    public void Flush()
    {
        if (_pending.Length == 0) return;
        if (_stream is null)
        {
            _stream = new FileStream(_partial, FileMode.Create, FileAccess.Write, FileShare.Read);
            var rows = _pending.ToString();
            _pending.Clear();
            _stream.Write(Encoding.UTF8.Preamble); // so that spreadsheets read it right
            Append(_columns.Concat(_source.Header.Skip(_source.Skipped)));
            _pending.Append(rows);
        }
        _stream.Write(Encoding.UTF8.GetBytes(_pending.ToString()));
        _stream.Flush(flushToDisk: true);
        _pending.Clear();
        Length = _stream.Length;
    }

    /// <summary>Drops what was added since the last flush: its chunk was rolled back.</summary>
    public void Discard() => _pending.Clear();

    /// <summary>Gives the file its name; <see langword="null"/> when there is nothing in it.</summary>
    public string? Complete()
    {
        if (_stream is null) return null;
        _stream.Dispose();
        _stream = null;
        Failpoint.Hit("import.before-rename");
        File.Move(_partial, _path, overwrite: true);
        return _path;
    }

    public void Dispose() => _stream?.Dispose();

    private void Append(IEnumerable<string> cells) => _pending.AppendJoin(',', cells.Select(c => CsvText.Written(ErrorCell.Guard(c)))).Append("\r\n");
}
