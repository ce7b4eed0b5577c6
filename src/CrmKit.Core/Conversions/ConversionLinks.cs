using System.Text.Json;
using CrmKit.Access;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Conversions;

/// <summary>The rows that say what became of what; their unique index is what makes a conversion happen once.</summary>
internal sealed class ConversionLinks(CrmSession session, RecordLoader loader) : ISessionService
{
    public static async Task<ConversionLink?> FindAsync(IStoreReader reader, RecordRef source, string to, CancellationToken cancellationToken)
    {
        var (type, id) = (source.Type, source.Id);
        var found = await reader.ListAsync(reader.Query<ConversionLink>().Where(l => l.SourceType == type && l.SourceId == id && l.TargetType == to), cancellationToken);
        return found is [var link, ..] ? link : null;
    }

    /// <summary>What the conversion that came first made, the target first.</summary>
    public static IReadOnlyList<RecordRef> Made(ConversionLink link)
    {
        var target = new RecordRef(link.TargetType, link.TargetId);
        var all = JsonSerializer.Deserialize<string[]>(link.Made) ?? [];
        return [target, .. all.Select(Parse).Where(r => r != target)];
    }

    public static string Json(IEnumerable<RecordRef> made) => JsonSerializer.Serialize(made.Select(r => r.ToString()));

    /// <summary>All links of the chains that a record is part of, oldest first, hidden and deleted ends included.</summary>
    public async Task<IReadOnlyList<ConversionLink>> WalkAsync(RecordRef record, bool forwards, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var links = new Dictionary<Guid, ConversionLink>();
        await WalkAsync(reader, record, links, isForwards: false, cancellationToken);
        if (forwards) await WalkAsync(reader, record, links, isForwards: true, cancellationToken);
        return [.. links.Values.OrderBy(l => l.At).ThenBy(l => l.Id)];
    }

    /// <summary>The links whose both ends the actor may see.</summary>
    public async Task<IReadOnlyList<ConversionLink>> VisibleAsync(IReadOnlyList<ConversionLink> links, CancellationToken cancellationToken)
    {
        var visible = new HashSet<RecordRef>();
        foreach (var ends in links.SelectMany(Ends).Distinct().GroupBy(r => r.Type, r => r.Id))
        {
            if (!session.Catalog.TryType(ends.Key, out var type)) continue; // it left with its plugin
            var records = await loader.LoadAsync(type, ends.ToList(), withDeleted: false, cancellationToken);
            var may = await session.Access.MayAsync(type, Operations.Read, records, cancellationToken);
            visible.UnionWith(records.Where((_, i) => may[i]).Select(r => type.Ref(r.Id)));
        }
        return [.. links.Where(l => Ends(l).All(visible.Contains))];
    }

    private static async Task WalkAsync(IStoreReader reader, RecordRef start, Dictionary<Guid, ConversionLink> links, bool isForwards, CancellationToken cancellationToken)
    {
        var seen = new HashSet<RecordRef> { start };
        var next = new List<RecordRef> { start };
        while (next.Count > 0)
        {
            var found = new List<ConversionLink>();
            foreach (var level in next.GroupBy(r => r.Type, r => r.Id))
            {
                var (type, ids) = (level.Key, level.ToList());
                var query = isForwards
                    ? reader.Query<ConversionLink>().Where(l => l.SourceType == type && ids.Contains(l.SourceId))
                    : reader.Query<ConversionLink>().Where(l => l.TargetType == type && ids.Contains(l.TargetId));
                found.AddRange(await reader.ListAsync(query, cancellationToken));
            }
            foreach (var link in found) links[link.Id] = link;
            next = [.. found.Select(l => isForwards ? new RecordRef(l.TargetType, l.TargetId) : new RecordRef(l.SourceType, l.SourceId)).Where(seen.Add)];
        }
    }

    private static RecordRef[] Ends(ConversionLink link) => [new(link.SourceType, link.SourceId), new(link.TargetType, link.TargetId)];

    private static RecordRef Parse(string text)
    {
        var slash = text.LastIndexOf('/');
        return new RecordRef(text[..slash], Guid.Parse(text[(slash + 1)..]));
    }
}
