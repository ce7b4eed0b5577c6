using System.Linq.Expressions;
using CrmKit.Access;
using CrmKit.Filters;
using CrmKit.Plugins;
using CrmKit.Segments;
using CrmKit.Sessions;

namespace CrmKit.Records;

/// <summary>The reading half of the records door: every read goes through the actor's rights, on rows and on fields.</summary>
internal sealed class RecordQueries(CrmSession session, IAccess access, MergedRecords merged) : ISessionService
{
    public const int MostPerPage = 1_000;
    private const int IdsPerQuery = 500;
    private readonly RecordSource _source = new(session, access);

    public async Task<T?> FindAsync<T>(Guid id, CancellationToken cancellationToken) where T : Record
    {
        var type = typeof(T) == typeof(CustomRecord) ? await TypeOfCustomAsync(id, cancellationToken) : session.Catalog.Type(typeof(T));
        return type is null ? null : await FindAsync<T>(type, id, cancellationToken);
    }

    public Task<Record?> FindAsync(RecordRef record, CancellationToken cancellationToken)
    {
        var type = session.Catalog.Type(record.Type);
        return type.VisitAsync(new Finder(this, type, record.Id, cancellationToken));
    }

    /// <summary>As <see cref="FindAsync(RecordRef, CancellationToken)"/>, also a deleted one.</summary>
    public Task<Record?> FindAnyAsync(RecordRef record, CancellationToken cancellationToken)
    {
        var type = session.Catalog.Type(record.Type);
        return type.VisitAsync(new Finder(this, type, record.Id, cancellationToken, RecordLife.All));
    }

    public async Task<T> GetAsync<T>(Guid id, CancellationToken cancellationToken) where T : Record =>
        await FindAsync<T>(id, cancellationToken) ?? throw new CrmNotFoundException(RecordErrors.NotFound(
            new RecordRef(typeof(T) == typeof(CustomRecord) ? "record" : session.Catalog.Type(typeof(T)).Key, id)));

    public async Task<Record> GetAsync(RecordRef record, CancellationToken cancellationToken) =>
        await FindAsync(record, cancellationToken) ?? throw new CrmNotFoundException(RecordErrors.NotFound(record));

    public Task<IReadOnlyList<Record>> GetManyAsync(string type, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var definition = session.Catalog.Type(type);
        return definition.VisitAsync(new ManyReader(this, definition, ids, cancellationToken));
    }

    /// <summary>Those of some records that a filter lets through; <see langword="null"/> for all.</summary>
    /// <exception cref="CrmValidationException"><c>filter.…</c></exception>
    public Task<IReadOnlyList<Record>> MatchingAsync(RecordTypeDefinition type, IReadOnlyCollection<Guid> ids, string? filter, CancellationToken cancellationToken, RecordLife life = RecordLife.Alive) =>
        type.VisitAsync(new ManyReader(this, type, ids, cancellationToken, filter, life));

    public async Task<IReadOnlyList<T>> ListAsync<T>(Specification<T> specification, CancellationToken cancellationToken) where T : Record
    {
        var question = await AskAsync(specification, cancellationToken);
        return await ReadAsync(question, question.Rows.Take(specification.Limit ?? session.Options.ListLimit), cancellationToken);
    }

    public async Task<IReadOnlyList<TResult>> ListAsync<T, TResult>(Specification<T, TResult> specification, CancellationToken cancellationToken) where T : Record
    {
        var question = await AskAsync(specification.Source, cancellationToken);
        FieldUse.Refuse(question.Type, question.Hidden, specification.Selector);
        Named(question.Type, specification.Selector);
        var reader = await session.ReaderAsync(cancellationToken);
        return Charged(await reader.ListAsync(question.Rows.Take(specification.Source.Limit ?? session.Options.ListLimit).Select(specification.Selector), cancellationToken));
    }

    public async Task<Page<T>> PageAsync<T>(Specification<T> specification, CancellationToken cancellationToken) where T : Record
    {
        var size = specification.Limit ?? 50;
        if (size > session.Options.ListLimit) throw new CrmValidationException(ReadErrors.Size(size, session.Options.ListLimit));
        var question = await AskAsync(specification, cancellationToken);
        var (items, next) = await PageAsync(question, size, cancellationToken);
        return new Page<T>(items, next)
        {
            Included = await Includes.LoadAsync(session, access, this, question.Type, specification.Includes, items, question.Hidden, cancellationToken),
        };
    }

    /// <summary>All that match, in no order: asked for one, SQLite walks all records in that order instead of going by the index of what is asked for.</summary>
    public async Task<IReadOnlyList<T>> UnorderedAsync<T>(Specification<T> specification, CancellationToken cancellationToken) where T : Record
    {
        var (type, rows, hidden) = await MatchingAsync(specification, cancellationToken);
        var records = Charged(await (await session.ReaderAsync(cancellationToken)).ListAsync(rows, cancellationToken));
        FieldHiding.Hide(type, hidden, records);
        return records;
    }

    public async Task<long> CountAsync<T>(Specification<T> specification, CancellationToken cancellationToken) where T : Record
    {
        var (_, rows, _) = await MatchingAsync(specification, cancellationToken);
        session.Charge(CallCost.Queries, 1);
        return await (await session.ReaderAsync(cancellationToken)).CountAsync(rows, cancellationToken);
    }

    public Task<RecordPage> QueryAsync(RecordQuery query, CancellationToken cancellationToken) => QueryAsync(query, null, cancellationToken);

    /// <param name="query">The question.</param>
    /// <param name="segment">Only members of this segment; <see langword="null"/> for all records.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<RecordPage> QueryAsync(RecordQuery query, Guid? segment, CancellationToken cancellationToken)
    {
        if (query.Size is < 1 or > MostPerPage) throw new CrmValidationException(ReadErrors.Size(query.Size, MostPerPage));
        if (query.TotalLimit is < 1 and { } limit) throw new CrmValidationException(ReadErrors.TotalLimit(limit));
        var type = session.Catalog.Type(query.Type);
        return type.VisitAsync(new PageReader(this, type, query, segment, cancellationToken));
    }

    /// <summary>Whether a question could be asked: what it names exists, and the actor may ask for it. Reads no records.</summary>
    /// <exception cref="CrmValidationException"><c>filter.…</c>, <c>query.order</c>, <c>catalog.type-unknown</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>filter.field-forbidden</c>.</exception>
    public Task CheckAsync(RecordQuery query, CancellationToken cancellationToken)
    {
        var type = session.Catalog.Type(query.Type);
        return type.VisitAsync(new Checker(this, type, query, cancellationToken));
    }

    public async Task<IReadOnlyList<AuditEntry>> HistoryAsync(RecordRef record, CancellationToken cancellationToken)
    {
        var type = session.Catalog.Type(record.Type);
        if (await FindAnyAsync(record, cancellationToken) is null) throw new CrmNotFoundException(RecordErrors.NotFound(record));
        var reader = await session.ReaderAsync(cancellationToken);
        var (key, id) = (type.Key, record.Id);
        var entries = await reader.ListAsync(reader.Query<AuditEntry>().Where(a => a.RecordType == key && a.RecordId == id)
            .OrderByDescending(a => a.RecordVersion).Take(session.Options.ListLimit), cancellationToken);
        var hidden = await access.HiddenFieldsAsync(type, cancellationToken);
        Charged(entries);
        foreach (var entry in entries) entry.Changes = AuditHiding.Without(entry.Changes, hidden);
        return entries;
    }

    /// <summary>What a specification matches, in order and from its cursor on.</summary>
    private async Task<Question<T>> AskAsync<T>(Specification<T> specification, CancellationToken cancellationToken) where T : Record
    {
        var (type, rows, hidden) = await MatchingAsync(specification, cancellationToken);
        foreach (var key in specification.Order)
        {
            FieldUse.Refuse(type, hidden, key.Key);
            Named(type, key.Key);
        }
        var life = specification.WithDeleted ? RecordLife.All : RecordLife.Alive;
        return await InOrderAsync(type, rows, hidden, PageKeys.Of<T>(specification.Order), specification.Cursor, specification.Criteria?.ToString(), life, cancellationToken);
    }

    private async Task<(RecordTypeDefinition Type, IQueryable<T> Rows, IReadOnlySet<string> Hidden)> MatchingAsync<T>(Specification<T> specification, CancellationToken cancellationToken) where T : Record
    {
        ArgumentNullException.ThrowIfNull(specification);
        if (typeof(T) == typeof(CustomRecord) && specification.TypeKey is null)
            throw new ArgumentException("A specification of custom records needs OfType(…): say which type.", nameof(specification));
        var type = specification.TypeKey is { } key ? session.Catalog.Type(key) : session.Catalog.Type(typeof(T));
        var hidden = await access.HiddenFieldsAsync(type, cancellationToken);
        FieldUse.Refuse(type, hidden, specification.Criteria);
        if (specification.Criteria is { } asked) Named(type, asked);
        var rows = await _source.VisibleAsync<T>(type, specification.WithDeleted ? RecordLife.All : RecordLife.Alive, cancellationToken);
        return (type, specification.Criteria is { } criteria ? rows.Where(criteria) : rows, hidden);
    }

    private async Task<Question<T>> InOrderAsync<T>(RecordTypeDefinition type, IQueryable<T> rows, IReadOnlySet<string> hidden, IReadOnlyList<PageKey> keys,
        string? cursor, string? criteria, RecordLife life, CancellationToken cancellationToken) where T : Record
    {
        var hash = PageCursor.HashOf(type, keys, criteria, life);
        if (cursor is not null)
        {
            var position = PageCursor.Decode(cursor, hash, keys);
            rows = rows.Where(Keyset.After<T>(keys, position, (await session.ReaderAsync(cancellationToken)).NullsFirst));
        }
        return new Question<T>(type, Keyset.OrderBy(rows, keys), hidden, keys, hash);
    }

    private async Task<(IReadOnlyList<T> Items, string? Next)> PageAsync<T>(Question<T> question, int size, CancellationToken cancellationToken) where T : Record
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var rows = Charged(await reader.ListAsync(question.Rows.Take(size + 1), cancellationToken));
        var items = rows.Count > size ? [.. rows.Take(size)] : rows;
        var next = rows.Count > size ? PageCursor.Encode(question.Hash, Keyset.PositionOf(question.Keys, items[^1])) : null;
        FieldHiding.Hide(question.Type, question.Hidden, items);
        return (items, next);
    }

    private async Task<IQueryable<T>> FilteredAsync<T>(IQueryable<T> rows, RecordTypeDefinition type, string? filter, CancellationToken cancellationToken) where T : Record =>
        string.IsNullOrWhiteSpace(filter) ? rows : rows.Where(await Filter.CompileAsync<T>(filter, type, new SessionFilterScope(session, access, _source), cancellationToken));

    private async Task<IReadOnlyList<T>> ReadAsync<T>(Question<T> question, IQueryable<T> rows, CancellationToken cancellationToken) where T : Record
    {
        var records = Charged(await (await session.ReaderAsync(cancellationToken)).ListAsync(rows, cancellationToken));
        FieldHiding.Hide(question.Type, question.Hidden, records);
        return records;
    }

    private async Task<T?> FindAsync<T>(RecordTypeDefinition type, Guid id, CancellationToken cancellationToken, RecordLife life = RecordLife.Alive) where T : Record
    {
        var rows = await _source.VisibleAsync<T>(type, life, cancellationToken);
        var reader = await session.ReaderAsync(cancellationToken);
        var records = Charged(await reader.ListAsync(rows.Where(r => r.Id == id), cancellationToken));
        if (records.Count == 0 && life == RecordLife.Alive && (await merged.FollowAsync(type, [id], cancellationToken)).TryGetValue(id, out var winner))
            records = Charged(await reader.ListAsync(rows.Where(r => r.Id == winner), cancellationToken));
        FieldHiding.Hide(type, await access.HiddenFieldsAsync(type, cancellationToken), records);
        return records.Count == 0 ? null : records[0];
    }

    private void Named(RecordTypeDefinition type, LambdaExpression expression)
    {
        foreach (var field in FieldUse.Named(type, expression)) session.Reads(type, field);
    }

    // A plugin that asks too much in one call fails before it has used the memory for more.
    private IReadOnlyList<T> Charged<T>(IReadOnlyList<T> rows)
    {
        session.Charge(CallCost.Queries, 1);
        session.Charge(CallCost.Rows, rows.Count);
        return rows;
    }

    private async Task<RecordTypeDefinition?> TypeOfCustomAsync(Guid id, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var keys = await reader.ListAsync(reader.Query<CustomRecord>().Where(r => r.Id == id).Select(r => r.TypeKey), cancellationToken);
        return keys.Count > 0 && session.Catalog.TryType(keys[0], out var type) ? type : null; // its plugin may be disabled
    }

    private sealed record Question<T>(RecordTypeDefinition Type, IQueryable<T> Rows, IReadOnlySet<string> Hidden, IReadOnlyList<PageKey> Keys, string Hash);

    private sealed class Finder(RecordQueries queries, RecordTypeDefinition type, Guid id, CancellationToken cancellationToken, RecordLife life = RecordLife.Alive)
        : IRecordClassVisitor<Record?>
    {
        public async Task<Record?> VisitAsync<T>() where T : Record => await queries.FindAsync<T>(type, id, cancellationToken, life);
    }

    private sealed class ManyReader(RecordQueries queries, RecordTypeDefinition type, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken, string? filter = null, RecordLife life = RecordLife.Alive)
        : IRecordClassVisitor<IReadOnlyList<Record>>
    {
        public async Task<IReadOnlyList<Record>> VisitAsync<T>() where T : Record
        {
            var rows = await queries.FilteredAsync(await queries._source.VisibleAsync<T>(type, life, cancellationToken), type, filter, cancellationToken);
            var reader = await queries.Session.ReaderAsync(cancellationToken);
            var records = new List<Record>(ids.Count);
            foreach (var chunk in ids.Distinct().Chunk(IdsPerQuery))
                records.AddRange(queries.Charged(await reader.ListAsync(rows.Where(r => ((IEnumerable<Guid>)chunk).Contains(r.Id)), cancellationToken)));
            FieldHiding.Hide(type, await queries.Access.HiddenFieldsAsync(type, cancellationToken), records);
            return records;
        }
    }

    private sealed class Checker(RecordQueries queries, RecordTypeDefinition type, RecordQuery query, CancellationToken cancellationToken) : IRecordClassVisitor<bool>
    {
        public async Task<bool> VisitAsync<T>() where T : Record
        {
            _ = PageKeys.Parse<T>(query.OrderBy, type, await queries.Access.HiddenFieldsAsync(type, cancellationToken));
            if (!string.IsNullOrWhiteSpace(query.Filter)) _ = await Filter.CompileAsync<T>(query.Filter, type, new SessionFilterScope(queries.Session, queries.Access, queries._source), cancellationToken);
            return true;
        }
    }

    private sealed class PageReader(RecordQueries queries, RecordTypeDefinition type, RecordQuery query, Guid? segment, CancellationToken cancellationToken) : IRecordClassVisitor<RecordPage>
    {
        public async Task<RecordPage> VisitAsync<T>() where T : Record
        {
            var life = query.Deleted ? RecordLife.Deleted : RecordLife.Alive;
            var hidden = await queries.Access.HiddenFieldsAsync(type, cancellationToken);
            var keys = PageKeys.Parse<T>(query.OrderBy, type, hidden);
            foreach (var key in keys) queries.Named(type, key.Key);
            var rows = await queries.FilteredAsync(await queries._source.VisibleAsync<T>(type, life, cancellationToken), type, query.Filter, cancellationToken);
            var reader = await queries.Session.ReaderAsync(cancellationToken);
            if (segment is { } id) rows = SegmentMembers.In(reader, rows, id);
            // In the order of the primary key: SQLite goes by any index that begins with the tenant, and one by stages brings hundreds of thousands of another stage first.
            long? total = query.WithTotal ? await reader.CountAsync(query.TotalLimit is { } limit ? rows.OrderBy(r => r.Id).Take(limit) : rows, cancellationToken) : null;
            var question = await queries.InOrderAsync(type, rows, hidden, keys, query.Cursor, segment is null ? query.Filter : $"{segment} {query.Filter}", life, cancellationToken);
            var (items, next) = await queries.PageAsync(question, query.Size, cancellationToken);
            var included = await Includes.LoadAsync(queries.Session, queries.Access, queries, type, query.Include, items, hidden, cancellationToken);
            return new RecordPage(type, items, next, total, included, hidden);
        }
    }

    private CrmSession Session => session;

    private IAccess Access => access;
}
