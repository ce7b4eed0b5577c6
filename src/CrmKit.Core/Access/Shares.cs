using System.Linq.Expressions;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Access;

/// <summary>What is shared with one user now: the ids while they are few, which every index takes, and a semi-join beyond.</summary>
internal sealed class Shares(CrmSession session, IReadOnlyList<Guid> recipients, IReadOnlyList<ShareEntry> entries)
{
    private const int MostIds = 500;

    public static async Task<Shares> ReadAsync(CrmSession session, IReadOnlyList<Guid> recipients, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        return new Shares(session, recipients, await reader.ListAsync(Current(reader, recipients, session.Now).Take(MostIds + 1), cancellationToken));
    }

    /// <summary>The condition that a record of a class is shared; <see langword="null"/> when none of the type is.</summary>
    public Expression? Shared(RecordTypeDefinition type, Expression record, bool isWrite, IStoreReader reader)
    {
        var id = Expression.Property(record, nameof(Record.Id));
        if (entries.Count <= MostIds)
        {
            var ids = Living(type, isWrite).Select(e => e.RecordId).Distinct().ToList();
            return ids.Count == 0 ? null : Predicates.Among(id, ids);
        }
        var (rows, share) = (Current(reader, recipients, session.Now, type.Key, isWrite), Expression.Parameter(typeof(ShareEntry), "s"));
        var isOf = Expression.Lambda(Expression.Equal(Expression.Property(share, nameof(ShareEntry.RecordId)), id), share);
        return Expression.Call(typeof(Queryable), nameof(Queryable.Any), [typeof(ShareEntry)], rows.Expression, Expression.Quote(isOf));
    }

    /// <summary>The share by which the user reaches each of some records.</summary>
    public async Task<IReadOnlyDictionary<Guid, ShareEntry>> OfAsync(RecordTypeDefinition type, IReadOnlyCollection<Guid> records, bool isWrite, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Guid, ShareEntry>();
        if (records.Count == 0) return found;
        if (entries.Count <= MostIds)
        {
            foreach (var entry in Living(type, isWrite)) found.TryAdd(entry.RecordId, entry);
            return found;
        }
        var reader = await session.ReaderAsync(cancellationToken);
        foreach (var some in records.Chunk(MostIds))
            foreach (var entry in await reader.ListAsync(Current(reader, recipients, session.Now, type.Key, isWrite).Where(e => some.Contains(e.RecordId)), cancellationToken)) found.TryAdd(entry.RecordId, entry);
        return found;
    }

    // A share may end while the session is open.
    private IEnumerable<ShareEntry> Living(RecordTypeDefinition type, bool isWrite) =>
        entries.Where(e => e.RecordType == type.Key && (e.CanWrite || !isWrite) && (e.Until is null || e.Until > session.Now));

    /// <summary>What is shared with some recipients and has not ended.</summary>
    public static IQueryable<ShareEntry> Current(IStoreReader reader, IReadOnlyList<Guid> recipients, DateTimeOffset now) =>
        reader.Query<ShareEntry>().Where(e => recipients.Contains(e.RecipientId) && (e.Until == null || e.Until > now));

    private static IQueryable<ShareEntry> Current(IStoreReader reader, IReadOnlyList<Guid> recipients, DateTimeOffset now, string type, bool isWrite)
    {
        var rows = Current(reader, recipients, now).Where(e => e.RecordType == type);
        return isWrite ? rows.Where(e => e.CanWrite) : rows;
    }
}
