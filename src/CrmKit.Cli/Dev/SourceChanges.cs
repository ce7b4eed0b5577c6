using System.Threading.Channels;

namespace CrmKit.Cli.Dev;

/// <summary>Says when sources of a project have changed, once per burst: editors write a file in several steps.</summary>
internal sealed class SourceChanges : IDisposable
{
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(300);
    private static readonly HashSet<string> Kinds = new(StringComparer.OrdinalIgnoreCase) { ".cs", ".json", ".csproj", ".props", ".targets", ".resx", ".txt" };
    private readonly Channel<byte> _changes = Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly FileSystemWatcher _watcher;
    private readonly string _folder;

    public SourceChanges(string folder)
    {
        _folder = folder;
        _watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.FileName | NotifyFilters.DirectoryName };
        _watcher.Changed += OnChange;
        _watcher.Created += OnChange;
        _watcher.Deleted += OnChange;
        _watcher.Renamed += OnChange;
        _watcher.Error += (_, _) => _changes.Writer.TryWrite(0); // too much at once: better one build too many
        _watcher.EnableRaisingEvents = true;
    }

    /// <summary>Waits for a change, and until there is calm after it.</summary>
    public async Task NextAsync(CancellationToken cancellationToken)
    {
        await _changes.Reader.ReadAsync(cancellationToken);
        do await Task.Delay(Calm, cancellationToken);
        while (_changes.Reader.TryRead(out _));
    }

    public void Dispose() => _watcher.Dispose();

    private void OnChange(object sender, FileSystemEventArgs change)
    {
        var parts = Path.GetRelativePath(_folder, change.FullPath).Split(Path.DirectorySeparatorChar);
        if (Kinds.Contains(Path.GetExtension(change.FullPath)) && !parts.Contains("bin") && !parts.Contains("obj")) _changes.Writer.TryWrite(0);
    }
}
