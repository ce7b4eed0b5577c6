using CrmKit.Records;
using CrmKit.Storage;

namespace CrmKit.Specification;

/// <summary>What every store must do; each store's test project runs all of it.</summary>
public abstract class StoreSpecification : IAsyncLifetime
{
    internal const string Tenant = "acme";
    internal static readonly DateTimeOffset Instant = new(2026, 3, 14, 15, 9, 26, 535, 897, TimeSpan.Zero);

    internal ICrmStore Store { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected ITestDatabase Database { get; private set; } = null!;

    /// <summary>A database of its own for each test.</summary>
    internal abstract Task<ITestDatabase> NewDatabaseAsync();

    public virtual async ValueTask InitializeAsync()
    {
        Database = await NewDatabaseAsync();
        Store = Database.NewStore();
        await Store.InitializeAsync(Cancellation);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (Database is null) return; // skipped
        await ((IAsyncDisposable)Store).DisposeAsync();
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal static CustomRecord Property(string name = "Lake View 5", Action<CustomRecord>? change = null)
    {
        var record = new CustomRecord("realestate.property", name) { Version = 1, CreatedAt = Instant, UpdatedAt = Instant };
        change?.Invoke(record);
        return record;
    }

    internal async Task InsertAsync(params IEnumerable<object> rows) => await InsertForAsync(Tenant, rows);

    internal async Task InsertForAsync(string tenant, IEnumerable<object> rows)
    {
        await using var transaction = await Store.BeginAsync(tenant, Cancellation);
        var batch = new StoreBatch();
        batch.Inserts.AddRange(rows);
        await transaction.WriteAsync(batch, Cancellation);
        await transaction.CommitAsync(Cancellation);
    }

    internal Task<IReadOnlyList<T>> ReadAsync<T>() where T : class => ReadAsync<T, T>(rows => rows);

    internal async Task<IReadOnlyList<TResult>> ReadAsync<T, TResult>(Func<IQueryable<T>, IQueryable<TResult>> query) where T : class
    {
        await using var reader = await Store.OpenReaderAsync(Tenant, Cancellation);
        return await reader.ListAsync(query(reader.Query<T>()), Cancellation);
    }

    internal Task<IReadOnlyList<CustomRecord>> PropertiesAsync(Func<IQueryable<CustomRecord>, IQueryable<CustomRecord>> query) => ReadAsync(query);
}
