using CrmKit.Fields;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Engineering;

/// <summary>What the plugin's rules ask: all records that match, whether or not the caller may see them, because a rule holds all the same.</summary>
internal static class Questions
{
    /// <summary>What stands in audit where the plugin itself acts.</summary>
    public const string Actor = "engineering";

    // A filter has at most 4,000 characters, an id 38 of them with its comma.
    private const int IdsPerQuestion = 90;
    private const int PageSize = 1_000;

    public static async ValueTask<List<T>> AllAsync<T>(this ICrmSession session, string type, string filter, CancellationToken cancellationToken) where T : Record
    {
        using var _ = session.AsSystem(Actor);
        return (await session.SeenAsync<T>(new RecordQuery(type) { Filter = filter, OrderBy = "createdAt" }, int.MaxValue, cancellationToken)).Items;
    }

    /// <summary>What the caller may see, page by page, up to a number of records.</summary>
    public static async ValueTask<(List<T> Items, bool IsComplete)> SeenAsync<T>(this ICrmSession session, RecordQuery query, int most, CancellationToken cancellationToken) where T : Record
    {
        var found = new List<T>();
        query = query with { Size = PageSize };
        do
        {
            var page = await session.Records.QueryAsync(query, cancellationToken);
            found.AddRange(page.Items.Cast<T>());
            query = query with { Cursor = page.Next };
        }
        while (query.Cursor is not null && found.Count < most);
        return (found, query.Cursor is null);
    }

    /// <summary>The records of a type whose reference points at one of several others.</summary>
    /// <param name="reference">The key of the reference.</param>
    /// <param name="and">A further condition; empty for none.</param>
    public static async ValueTask<List<T>> ReferringAsync<T>(
        this ICrmSession session, string type, string reference, IEnumerable<Guid> ids, CancellationToken cancellationToken, string and = "") where T : Record
    {
        var found = new List<T>();
        foreach (var condition in In(reference, ids))
            found.AddRange(await session.AllAsync<T>(type, condition + (and.Length > 0 ? " and " + and : ""), cancellationToken));
        return found;
    }

    public static ValueTask<List<CustomRecord>> ReferringAsync(
        this ICrmSession session, string type, Field<Guid> reference, IEnumerable<Guid> ids, CancellationToken cancellationToken, string and = "") =>
        session.ReferringAsync<CustomRecord>(type, reference.Key, ids, cancellationToken, and);

    /// <summary>Filters for a reference that points at one of many.</summary>
    public static IEnumerable<string> In(string reference, IEnumerable<Guid> ids) => ids.Distinct().Chunk(IdsPerQuestion).Select(some => $"{reference} in ({string.Join(", ", some)})");

    /// <summary>Writes what the plugin keeps by itself, if there is anything to write.</summary>
    public static async ValueTask WriteAsync(this ICrmSession session, ChangeSet changes, CancellationToken cancellationToken)
    {
        if (changes.Changes.Count == 0) return;
        using var _ = session.AsSystem(Actor);
        await session.Records.SaveAsync(changes, cancellationToken);
    }

    /// <summary>Records by their ids; those that are gone are left out.</summary>
    public static async ValueTask<Dictionary<Guid, T>> ByIdAsync<T>(this ICrmSession session, string type, IEnumerable<Guid> ids, CancellationToken cancellationToken) where T : Record
    {
        var wanted = ids.Distinct().ToList();
        if (wanted.Count == 0) return [];
        using var _ = session.AsSystem(Actor);
        return (await session.Records.GetManyAsync(type, wanted, cancellationToken)).Cast<T>().ToDictionary(r => r.Id);
    }
}
