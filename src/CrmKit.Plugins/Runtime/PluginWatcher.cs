namespace CrmKit.Plugins.Runtime;

/// <summary>
/// Tells when something changed in the plugins folder: one watcher for all of it, because a system has few. A burst of changes is one. Where the folder cannot be watched (absent, too many watchers, a network share),
/// whoever waits is woken at intervals instead.
/// </summary>
internal sealed class PluginWatcher(string root, TimeSpan quiet, TimeProvider clock) : IDisposable
{
    private const int MostRounds = 20;
    private static readonly TimeSpan WithoutWatcher = TimeSpan.FromSeconds(5);
    private static readonly HashSet<string> Own = new(["store", "quarantine", ".journal", Packages.TrustStore.FileName, Packages.TrustStore.FileName + ".new"], StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim _signal = new(0);
    private FileSystemWatcher? _watcher;

    public bool IsWatching => _watcher is not null;

    /// <summary>Waits until something changed and then nothing more for a while, or until the interval is over.</summary>
    /// <param name="poll">How long to wait at most; <see langword="null"/> for ever, unless the folder cannot be watched.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WaitAsync(TimeSpan? poll, CancellationToken cancellationToken)
    {
        if (_watcher is null) TryWatch();
        var limit = poll ?? (IsWatching ? Timeout.InfiniteTimeSpan : WithoutWatcher);
        using var over = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            await _signal.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return;
        }
        for (var round = 0; round < MostRounds; round++)
        {
            await Task.Delay(quiet, clock, cancellationToken);
            if (!_signal.Wait(0, CancellationToken.None)) return;
        }
    }

    public void Dispose()
    {
        _watcher?.Dispose();
        _signal.Dispose();
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
        try
        {
            if (_signal.CurrentCount == 0) _signal.Release();
        }
        catch (ObjectDisposedException)
        {
            // The last events arrive after the end.
        }
    }
}
