using System.Data.Common;
using System.Globalization;
using CrmKit.Storage;
using Microsoft.EntityFrameworkCore;

namespace CrmKit.EntityFrameworkCore;

internal class StoreReader : IStoreReader
{
    private readonly Func<ValueTask> _release;
    private readonly IStoreDatabase _database;
    private CrmContext? _context;

    public StoreReader(CrmContext context, string tenantId, IStoreDatabase database, Func<ValueTask> release)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenantId);
        (_context, _release, _database) = (context, release, database);
        context.TenantId = tenantId;
    }

    public bool NullsFirst => _database.NullsFirst;

    /// <summary>What it reads over; to be used while <see cref="IsOpen"/>.</summary>
    public DbConnection Connection => Context.Database.GetDbConnection();

    /// <summary>The transaction that writes; <see langword="null"/> for a mere reader.</summary>
    public virtual DbTransaction? Transaction => null;

    /// <summary>Whether it may still be used.</summary>
    public virtual bool IsOpen => _context is not null;

    protected ISearchIndex SearchIndex => _database.Search;

    protected CrmContext Context => _context ?? throw new ObjectDisposedException(GetType().Name);

    // Windows cost more than picking the best: they are laid over as many of these as a search looks at.
    private const string OfEach =
        """
        SELECT "RecordType", "RecordId", "Rank" FROM (
            SELECT b."RecordType", b."RecordId", b."Rank", ROW_NUMBER() OVER (PARTITION BY b."RecordType" ORDER BY b."Rank", b."RecordId" DESC) AS place
            FROM (SELECT h."RecordType", h."RecordId", h."Rank" FROM ({hits}) h WHERE h."RecordType" IN ({types}) ORDER BY h."Rank" LIMIT 1000) b
        ) ranked WHERE place <= {most}
        """;

    public IQueryable<SearchHit> Search(SearchExpression expression, int? among = null)
    {
        var (sql, values) = SearchIndex.Find(Context.TenantId, expression, among);
        return Context.Database.SqlQueryRaw<SearchHit>(sql, values);
    }

    public IQueryable<SearchHit> SearchEach(SearchExpression expression, IReadOnlyList<string> types, int most, int? among)
    {
        var (sql, values) = SearchIndex.Find(Context.TenantId, expression, among);
        var each = OfEach.Replace("{hits}", sql, StringComparison.Ordinal)
            .Replace("{types}", string.Join(", ", types.Select((_, i) => Place(values.Length + 1 + i))), StringComparison.Ordinal).Replace("{most}", Place(values.Length), StringComparison.Ordinal);
        return Context.Database.SqlQueryRaw<SearchHit>(each, [.. values, most, .. types]);

        static string Place(int at) => "{" + at.ToString(CultureInfo.InvariantCulture) + "}";
    }

    public Task<IReadOnlyList<string>> VocabularyAsync(string part, bool isEnd, int limit, CancellationToken cancellationToken) => SearchVocabulary.ReadAsync(Context, part, isEnd, limit, cancellationToken);

    public IQueryable<T> Query<T>() where T : class => Context.Set<T>();

    public async Task<IReadOnlyList<TResult>> ListAsync<TResult>(IQueryable<TResult> query, CancellationToken cancellationToken) =>
        await AskAsync(Translatable(query), static (q, token) => q.ToListAsync(token), cancellationToken);

    public async Task<IReadOnlyList<TResult>> ListAsync<TArgument, TResult>(StoreQuery<TArgument, TResult> query, TArgument argument, CancellationToken cancellationToken) =>
        await AskAsync((Rows: CompiledQueries.Of(query, Context.Model), Context, Argument: argument), static (q, token) => ToListAsync(q.Rows(q.Context, q.Argument), token), cancellationToken);

    public Task<long> CountAsync<T>(IQueryable<T> query, CancellationToken cancellationToken) =>
        AskAsync(Translatable(query), static (q, token) => q.LongCountAsync(token), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_context is not { } context) return;
        _context = null;
        context.TenantId = ""; // the next lease must not see this tenant by accident
        await _release();
        GC.SuppressFinalize(this);
    }

    // What only reads may be asked again over a new connection; what is inside a transaction that writes is lost with it.
    protected async Task<TAnswer> AskAsync<TQuery, TAnswer>(TQuery query, Func<TQuery, CancellationToken, Task<TAnswer>> ask, CancellationToken cancellationToken)
    {
        for (var mayRenew = Transaction is null; ; mayRenew = false)
        {
            try
            {
                return await ask(query, cancellationToken);
            }
            catch (Exception failure) when (_database.FailureOf(failure) is { } known)
            {
                if (!mayRenew || !await _database.RenewReaderAsync(Connection, failure, cancellationToken)) throw known;
            }
        }
    }

    private static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> rows, CancellationToken cancellationToken)
    {
        var list = new List<T>();
        await foreach (var row in rows.WithCancellation(cancellationToken)) list.Add(row);
        return list;
    }

    /// <summary>The query as EF Core can translate it.</summary>
    public IQueryable<T> Translatable<T>(IQueryable<T> query)
    {
        ObjectDisposedException.ThrowIf(_context is null, this);
        var expression = QueryRewriter.Rewrite(query.Expression);
        return ReferenceEquals(expression, query.Expression) ? query : query.Provider.CreateQuery<T>(expression);
    }
}
