using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace CrmKit.Sqlite;

/// <summary>
/// One database file in this process: its one writer behind a gate, its readers, and the lock that keeps other processes out.
/// Only the writer checkpoints, which rules out the race between checkpoint and commit of SQLite before 3.51.
/// </summary>
internal sealed class SqliteFile : IDisposable
{
    private static readonly Dictionary<string, SqliteFile> Open = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly SqliteOptions _options;
    private readonly FileStream _lock;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentBag<SqliteConnection> _readers = [];
    private readonly SqliteConnection _writer;
    private readonly StatementCache _statements;
    private int _users;
    private volatile bool _isClosed;

    private SqliteFile(string path, SqliteOptions options)
    {
        (_path, _options, _lock) = (path, options, TakeLock(path));
        try
        {
            _writer = Connect(SqliteOpenMode.ReadWriteCreate, 2 * options.CacheMegabytes,
                $"PRAGMA journal_mode = WAL; PRAGMA synchronous = {options.Durability}; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = {options.CheckpointPages};");
            _statements = new StatementCache(_writer);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>Opens the file, or joins those of this process who have it open.</summary>
    /// <exception cref="CrmRuleException"><c>store.locked</c>: another process has it.</exception>
    public static SqliteFile Acquire(string path, SqliteOptions options)
    {
        lock (Open)
        {
            if (!Open.TryGetValue(path, out var file)) Open[path] = file = new SqliteFile(path, options);
            file._users++;
            return file;
        }
    }

    /// <summary>The last user closes the file and lets other processes in.</summary>
    public void Dispose()
    {
        lock (Open)
        {
            if (--_users > 0) return;
            Open.Remove(_path);
            _isClosed = true;
            _gate.Wait(TimeSpan.FromSeconds(5)); // a transaction under way may end; one that was forgotten is rolled back
            while (_readers.TryTake(out var reader)) reader.Dispose();
            _statements.Dispose();
            _writer.Dispose(); // the last connection to close moves the log into the database
            _gate.Dispose();
            _lock.Dispose();
        }
    }

    public SqliteConnection RentReader() =>
        _readers.TryTake(out var reader) ? reader : Connect(SqliteOpenMode.ReadOnly, _options.CacheMegabytes, "PRAGMA query_only = ON;");

    public void ReturnReader(SqliteConnection reader)
    {
        if (_isClosed) reader.Dispose();
        else _readers.Add(reader);
    }

    public async ValueTask<SqliteWriteConnection> BeginAsync(TimeSpan timeout, Action onEnd, CancellationToken cancellationToken)
    {
        if (!await _gate.WaitAsync(timeout, cancellationToken)) throw new CrmRuleException(SqliteErrors.Busy(_path, timeout));
        try
        {
            return new SqliteWriteConnection(_writer, _writer.BeginTransaction(deferred: false), _statements, _gate, onEnd);
        }
        catch
        {
            _gate.Release();
            throw;
        }
    }

    public async Task ExclusiveAsync(Func<DbConnection, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await work(_writer, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    private PreparedConnection Connect(SqliteOpenMode mode, int cacheMegabytes, string pragmas)
    {
        var connection = new PreparedConnection(new SqliteConnectionStringBuilder { DataSource = _path, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"PRAGMA busy_timeout = 5000; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -{cacheMegabytes * 1024}; {pragmas}";
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static FileStream TakeLock(string path)
    {
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path + ".lock"))
        {
            throw new CrmRuleException(SqliteErrors.Locked(path));
        }
    }
}
