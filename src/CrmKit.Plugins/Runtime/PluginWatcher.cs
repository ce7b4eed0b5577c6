namespace CrmKit.Plugins.Runtime;

/// <summary>
/// Tells when something changed in the plugins folder: one watcher for all of it, because a system has few. A burst of changes is one. Where the folder cannot be watched (absent, too many watchers, a network share),
/// whoever waits is woken at intervals instead.
/// </summary>
internal sealed class PluginWatcher(string root, TimeSpan quiet, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan WithoutWatcher = TimeSpan.FromSeconds(5);
    private static readonly HashSet<string> Own = new(["store", "quarantine", ".journal", Packages.TrustStore.FileName, Packages.TrustStore.FileName + ".new"], StringComparer.OrdinalIgnoreCase);
    private readonly Debouncer _changes = new(quiet, clock);
    private FileSystemWatcher? _watcher;

    public bool IsWatching => _watcher is not null;

    /// <summary>Waits until something changed and then nothing more for a while, or until the interval is over.</summary>
    /// <param name="poll">How long to wait at most; <see langword="null"/> for ever, unless the folder cannot be watched.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitAsync(TimeSpan? poll, CancellationToken cancellationToken)
    {
        if (_watcher is null) TryWatch();
        return _changes.WaitAsync(poll ?? (IsWatching ? Timeout.InfiniteTimeSpan : WithoutWatcher), cancellationToken);
    }

    public void Dispose()
    {
        _watcher?.Dispose();
        _changes.Dispose();
    }

    private void TryWatch()
    {
        if (!Directory.Exists(root)) return;
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(root) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size };
            watcher.Changed += (_, e) => Tell(e.FullPath);
            watcher.Created += (_, e) => Tell(e.FullPath);
            watcher.Deleted += (_, e) => Tell(e.FullPath);
            watcher.Renamed += (_, e) => Tell(e.FullPath);
            watcher.Error += (_, _) => GiveUp();
            watcher.EnableRaisingEvents = true;
            _watcher = watcher;
            Tell(Path.Combine(root, "any")); // what changed before it was watched
        }
        catch (Exception e) when (e is IOException or ArgumentException or PlatformNotSupportedException)
        {
            watcher?.Dispose();
        }
    }

    private void GiveUp()
    {
        Interlocked.Exchange(ref _watcher, null)?.Dispose();
        Tell(Path.Combine(root, "any"));
    }

    private void Tell(string path)
    {
        if (Own.Contains(Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar)[0])) return; // what CrmKit itself writes there
        _changes.Tell();
    }
}
