using System.Data.Common;
using CrmKit.Storage;
using Microsoft.EntityFrameworkCore;

namespace CrmKit.EntityFrameworkCore;

internal class StoreReader : IStoreReader
{
    private readonly Func<ValueTask> _release;
    private CrmContext? _context;

    public StoreReader(CrmContext context, string tenantId, IStoreDatabase database, Func<ValueTask> release)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenantId);
        (_context, _release, NullsFirst) = (context, release, database.NullsFirst);
        context.TenantId = tenantId;
    }

    public bool NullsFirst { get; }

    /// <summary>What it reads over; to be used while <see cref="IsOpen"/>.</summary>
    public DbConnection Connection => Context.Database.GetDbConnection();

    /// <summary>The transaction that writes; <see langword="null"/> for a mere reader.</summary>
    public virtual DbTransaction? Transaction => null;

    /// <summary>Whether it may still be used.</summary>
    public virtual bool IsOpen => _context is not null;

    protected CrmContext Context => _context ?? throw new ObjectDisposedException(GetType().Name);

    public IQueryable<T> Query<T>() where T : class => Context.Set<T>();

    public async Task<IReadOnlyList<TResult>> ListAsync<TResult>(IQueryable<TResult> query, CancellationToken cancellationToken) =>
        await Translatable(query).ToListAsync(cancellationToken);

    public Task<long> CountAsync<T>(IQueryable<T> query, CancellationToken cancellationToken) => Translatable(query).LongCountAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_context is not { } context) return;
        _context = null;
        context.TenantId = ""; // the next lease must not see this tenant by accident
        await _release();
        GC.SuppressFinalize(this);
    }

    /// <summary>The query as EF Core can translate it.</summary>
    public IQueryable<T> Translatable<T>(IQueryable<T> query)
    {
        ObjectDisposedException.ThrowIf(_context is null, this);
        var expression = QueryRewriter.Rewrite(query.Expression);
        return ReferenceEquals(expression, query.Expression) ? query : query.Provider.CreateQuery<T>(expression);
    }
}
