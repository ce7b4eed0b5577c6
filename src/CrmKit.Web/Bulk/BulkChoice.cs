using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>Which records an act is for: those that were ticked, or all that the list would show.</summary>
internal sealed class BulkChoice(WebCall call, ListAsked asked, IFormCollection form)
{
    /// <summary>The most records of one act.</summary>
    public const int Most = 10_000;

    /// <summary>How many are given to a door at once.</summary>
    public const int AtOnce = 500;

    private readonly List<Guid> _ids = [.. form["ids"].SelectMany(i => (i ?? "").Split(',')).Select(i => Guid.TryParse(i, out var id) ? id : Guid.Empty).Where(i => i != Guid.Empty).Distinct()];

    public bool IsAll { get; } = form["all"] == "true";

    /// <summary>The ticked ones, as the next form says them again.</summary>
    public string Ids => IsAll ? "" : string.Join(',', _ids);

    public string List => asked.Query;

    public async Task<long> CountAsync() =>
        IsAll ? (await call.Session.Records.QueryAsync(await asked.ApplyAsync(call, new RecordQuery(asked.Type.Key) { Size = 1, WithTotal = true }), call.Cancelled)).Total ?? 0 : _ids.Count;

    /// <summary>The first of them, to be shown.</summary>
    public async Task<IReadOnlyList<Record>> FirstAsync(int most) => IsAll
        ? (await call.Session.Records.QueryAsync(await asked.ApplyAsync(call, new RecordQuery(asked.Type.Key) { Size = most }), call.Cancelled)).Items
        : await call.Session.Records.GetManyAsync(asked.Type.Key, [.. _ids.Take(most)], call.Cancelled);

    /// <summary>All of them, as they are before the act: what it does may take them out of the list.</summary>
    public async Task<IReadOnlyList<Record>> AllAsync()
    {
        if (!IsAll) return await call.Session.Records.GetManyAsync(asked.Type.Key, _ids, call.Cancelled);
        var (records, cursor) = (new List<Record>(), (string?)null);
        do
        {
            var page = await call.Session.Records.QueryAsync(await asked.ApplyAsync(call, new RecordQuery(asked.Type.Key) { Size = AtOnce, Cursor = cursor }), call.Cancelled);
            records.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null && records.Count < Most);
        return records;
    }
}
