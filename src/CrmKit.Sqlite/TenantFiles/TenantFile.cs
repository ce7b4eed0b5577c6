using CrmKit.EntityFrameworkCore;
using CrmKit.Fields;

namespace CrmKit.Sqlite;

/// <summary>One file with its store. The store stays; the file is closed while nobody needs it, and opened by whoever does.</summary>
internal sealed class TenantFile : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly SqliteDatabase _database;
    private volatile bool _isReady;

    /// <param name="path">The file.</param>
    /// <param name="options">How it is opened.</param>
    /// <param name="host">The store that has compiled how rows are written: they are the same everywhere.</param>
    public TenantFile(string path, SqliteOptions options, EfStore? host)
    {
        _database = new SqliteDatabase(path, options);
        Store = new EfStore(_database, host);
    }

    public EfStore Store { get; }

    public bool IsReady => _isReady;

    public bool IsOpen => _database.IsOpen;

    /// <summary>A number that grows with each use of any file.</summary>
    public long LastUse { get; set; }

    /// <summary>Makes the file and brings it up to date, once for the process; one that failed is tried again.</summary>
    public async Task ReadyAsync(IEnumerable<(string RecordType, FieldDefinition Field, bool Exists)> indexes, CancellationToken cancellationToken)
    {
        if (_isReady) return;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_isReady) return;
            await Store.InitializeAsync(cancellationToken);
            foreach (var (recordType, field, exists) in indexes) await Store.SetCustomIndexAsync(recordType, field, exists, cancellationToken);
            _isReady = true;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Closes the file unless somebody works with it.</summary>
    public void TryClose() => _database.TryClose();

    public void Dispose()
    {
        Store.Dispose();
        _turn.Dispose();
    }
}
