using System.Data.Common;
using System.Runtime.CompilerServices;
using CrmKit.Fields;
using CrmKit.Planning;
using CrmKit.Storage;
using CrmKit.Tables;
using Microsoft.EntityFrameworkCore;

namespace CrmKit.EntityFrameworkCore;

/// <summary>The store over EF Core's model and queries, with its own writer.</summary>
internal sealed class EfStore : ICrmStore, IAsyncDisposable, IDisposable
{
    private readonly ConditionalWeakTable<DbConnection, CrmContext> _contexts = [];
    private readonly IStoreDatabase _database;
    private readonly Lazy<BatchWriter> _writer;
    private readonly OutboxStore _outbox;
    private readonly SearchVocabulary _vocabulary = new();

    /// <param name="database">Where the rows are.</param>
    /// <param name="same">A store over another database of the same kind, which has compiled how rows are written.</param>
    public EfStore(IStoreDatabase database, EfStore? same = null)
    {
        _database = database;
        _writer = same?._writer ?? new(() => { using var context = NewContext(database, null); return new BatchWriter(context.Model); });
        _outbox = new OutboxStore(database);
        Counters = new CounterStore(database);
        AuditChain = new AuditChainStore(database, ContextOf, _writer);
        PluginTables = new PluginTableStore(database);
        Copies = new StoreCopies(database, ContextOf);
    }

    public IOutboxStore Outbox => _outbox;

    public ICounterStore Counters { get; }

    public IAuditChainStore AuditChain { get; }

    public IPluginTableStore PluginTables { get; }

    public IStoreCopies Copies { get; }

    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        // The model takes as long to build as a new database takes to fill, and neither waits for the other; who first needs the model waits for it.
        _ = Task.Factory.StartNew(() => _writer.Value, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await _database.OpenAsync(cancellationToken);
        await _database.MigrateAsync(UpgradeAsync, cancellationToken);
        if (_database.ClaimLock.Length == 0) await _outbox.ReleaseClaimsAsync(cancellationToken);
    }

    public async ValueTask<IStoreReader> OpenReaderAsync(string tenantId, CancellationToken cancellationToken)
    {
        await _database.OpenAsync(cancellationToken);
        var connection = await _database.RentReaderAsync(TenantReach.One, cancellationToken);
        return new StoreReader(ContextOf(connection), tenantId, _database, () => { _database.ReturnReader(connection); return default; });
    }

    public async ValueTask<IStoreTransaction> BeginAsync(string tenantId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenantId);
        await _database.OpenAsync(cancellationToken);
        var connection = await _database.BeginAsync(tenantId, cancellationToken);
        try
        {
            var context = ContextOf(connection.Connection);
            await context.Database.UseTransactionAsync(connection.Transaction, cancellationToken);
            return new StoreTransaction(context, tenantId, _database, connection, _writer.Value, _outbox, _vocabulary);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async Task SetCustomIndexAsync(string recordType, FieldDefinition field, bool exists, CancellationToken cancellationToken)
    {
        if (!FieldKey.IsValid(recordType)) throw new ArgumentException($"'{recordType}' is not a record type key.", nameof(recordType));
        if (!FieldKey.IsValid(field.Key)) throw new ArgumentException($"'{field.Key}' is not a field key.", nameof(field));
        await _database.OpenAsync(cancellationToken);
        await _database.MigrateAsync((connection, token) => CustomIndex.SetAsync(_database, connection, recordType, field, exists, token), cancellationToken);
    }

    public async Task<IReadOnlyList<string>> TenantsAsync(CancellationToken cancellationToken)
    {
        await _database.OpenAsync(cancellationToken);
        var connection = await _database.RentReaderAsync(TenantReach.All, cancellationToken);
        try
        {
            return await ContextOf(connection).Set<User>().IgnoreQueryFilters().Select(u => u.TenantId).Distinct().ToListAsync(cancellationToken);
        }
        finally
        {
            _database.ReturnReader(connection);
        }
    }

    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken)
    {
        await _database.OpenAsync(cancellationToken);
        var connection = await _database.RentReaderAsync(TenantReach.All, cancellationToken);
        try
        {
            return await _database.CheckAsync(connection, cancellationToken);
        }
        finally
        {
            _database.ReturnReader(connection);
        }
    }

    public async Task<IReadOnlyList<string>> ScrubAsync(CancellationToken cancellationToken)
    {
        await _database.OpenAsync(cancellationToken);
        return await _database.ScrubAsync(cancellationToken);
    }

    public void Dispose() => _database.Dispose();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task UpgradeAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await new Schema(_database).UpgradeAsync(connection, cancellationToken);
        await _database.FenceAsync(connection, cancellationToken);
    }

    private CrmContext ContextOf(DbConnection connection) => _contexts.GetValue(connection, c => NewContext(_database, c));

    /// <summary>Builds the model ahead of its first use: the longest part of a start, and it needs neither a database nor services. EF keeps one for the process.</summary>
    internal static void Prepare(IStoreDatabase database) => Task.Run(() =>
    {
        using var context = NewContext(database, null);
        return context.Model;
    });

    internal static CrmContext NewContext(IStoreDatabase database, DbConnection? connection)
    {
        var options = new DbContextOptionsBuilder<CrmContext>();
        database.Configure(options, connection);
        return new CrmContext(options.Options, database);
    }
}
