using CrmKit.Formats;
using CrmKit.Plugins;
using CrmKit.Sessions;

namespace CrmKit.Imports.Files;

/// <summary>
/// The calls into the format of one file. They have scopes of their own beside the session's: reading runs beside writing, and gets at no records.
/// </summary>
internal sealed class FormatReading : IAsyncDisposable
{
    private readonly ExtensionScopes _scopes;
    private readonly OpenedStreams _streams;
    private readonly Handler<IImportFormat> _handler;
    private IImportReader? _reader;

    private FormatReading(ExtensionScopes scopes, OpenedStreams streams, string format, Handler<IImportFormat> handler) =>
        (_scopes, _streams, Format, _handler) = (scopes, streams, format, handler);

    public string Format { get; }

    /// <summary>The names of the columns, as the format gives them.</summary>
    public string[] Columns { get; private set; } = [];

    /// <summary>What the format found out about the file, in strings of the host's own.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; private set; } = new Dictionary<string, string>();

    /// <summary>Bytes read.</summary>
    public long Offset => _streams.Offset;

    /// <summary>Finds the format that the request names, or the one that recognises the content, and opens the file with it.</summary>
    public static async Task<FormatReading> OpenAsync(CrmSession session, ImportRequest request, FileCheck check, CancellationToken cancellationToken)
    {
        var scopes = new ExtensionScopes();
        var streams = new OpenedStreams(request.Path);
        try
        {
            var formats = Formats(session, scopes);
            var format = request.Format is { } key
                ? formats.FirstOrDefault(f => f.Key == key) is { Key: not null } named ? named : throw new CrmValidationException(ImportErrors.FormatUnknown(key, formats.Select(f => f.Key)))
                : await FormatDetection.FindAsync(request.Path, check, formats, cancellationToken);
            var reading = new FormatReading(scopes, streams, format.Key, format.Handler);
            await reading.OpenAsync(new ImportSource(request.Path, check.Length, streams.Open) { Delimiter = request.Map?.Delimiter, Encoding = request.Map?.Encoding, Sheet = request.Map?.Sheet, HeaderRow = request.Map?.HeaderRow, MaxCellLength = request.MaxCellLength }, cancellationToken);
            return reading;
        }
        catch
        {
            streams.Dispose();
            await scopes.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next rows, in arrays of the host's own; none at the end.</summary>
    public async ValueTask<ImportRow[]> ReadAsync(int atMost, CancellationToken cancellationToken)
    {
        var (rows, fault) = await _handler.AskAsync(CallKind.Request, (Reader: _reader!, atMost), static async (_, asked, token) =>
            (await asked.Reader.ReadAsync(asked.atMost, token)).Select(r => r with { Cells = r.Cells as string[] ?? [.. r.Cells] }).ToArray(), cancellationToken);
        return fault is null ? rows! : throw Failed(fault);
    }

    public async ValueTask DisposeAsync()
    {
        if (_reader is { } reader) await _handler.CallAsync(CallKind.Request, reader, static (_, r, _) => r.DisposeAsync(), CancellationToken.None);
        _streams.Dispose();
        await _scopes.DisposeAsync();
    }

    private async Task OpenAsync(ImportSource source, CancellationToken cancellationToken)
    {
        var (opened, fault) = await _handler.AskAsync(CallKind.Request, source, static async (format, file, token) =>
        {
            var reader = await format.OpenAsync(file, token);
            return (Reader: reader, Columns: reader.Columns.ToArray(), Facts: reader.Facts.ToDictionary());
        }, cancellationToken);
        if (fault is not null) throw Failed(fault);
        (_reader, Columns, Facts) = opened;
    }

    private CrmRuleException Failed(CallFault fault) => new(ImportErrors.FormatFailed(Format, _handler.Source, fault.Reason));

    private static List<(string Key, Handler<IImportFormat> Handler)> Formats(CrmSession session, ExtensionScopes scopes)
    {
        var formats = new List<(string, Handler<IImportFormat>)>();
        foreach (var format in session.Catalog.ImportFormats)
            if (scopes.Resolve<IImportFormat>(session.Extensions, format.Key) is [var handler, ..]) formats.Add((format.Key, handler));
        return formats;
    }

    /// <summary>What a format opened, to be closed whatever the format does.</summary>
    private sealed class OpenedStreams(string path) : IDisposable
    {
        private readonly Lock _turn = new();
        private readonly List<FileStream> _streams = [];

        public long Offset
        {
            get
            {
                lock (_turn) return _streams is [.., { CanRead: true } last] ? last.Position : 0;
            }
        }

        public FileStream Open()
        {
            var stream = FileCheck.Open(path);
            lock (_turn) _streams.Add(stream);
            return stream;
        }

        public void Dispose()
        {
            lock (_turn)
                foreach (var stream in _streams) stream.Dispose();
        }
    }
}
