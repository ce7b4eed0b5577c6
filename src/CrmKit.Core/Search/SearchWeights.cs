using CrmKit.Storage;

namespace CrmKit.Search;

/// <summary>Whom and what people look for first: a type with many records must not hide all others.</summary>
internal static class SearchWeights
{
    private static readonly Dictionary<string, int> Known = new(StringComparer.Ordinal)
    {
        ["account"] = 5, ["contact"] = 4, ["lead"] = 3, ["opportunity"] = 3,
        ["case"] = 2, ["quote"] = 2, ["order"] = 2, ["contract"] = 2, ["project"] = 2, ["product"] = 2, ["campaign"] = 2, ["knowledge-article"] = 2,
    };

    /// <summary>How many hits of a type come at each turn: people and companies before what is done with them, that and the record types of plugins before things, parts and activities.</summary>
    public static int Of(RecordTypeDefinition type) => Known.GetValueOrDefault(type.Key, type is { Source: not "core", ParentField: null } ? 2 : 1);

    /// <summary>The hits of all types turn by turn, the heaviest types first; within a type as they stand.</summary>
    public static IReadOnlyList<SearchHit> InTurns(IEnumerable<(RecordTypeDefinition Type, IReadOnlyList<SearchHit> Hits)> types)
    {
        var ordered = types.OrderByDescending(t => Of(t.Type)).ThenBy(t => t.Hits.Count == 0 ? 0 : t.Hits[0].Rank).ToList();
        var turns = new List<SearchHit>();
        for (var turn = 0; ordered.Exists(t => turn * Of(t.Type) < t.Hits.Count); turn++)
            foreach (var (type, hits) in ordered) turns.AddRange(hits.Skip(turn * Of(type)).Take(Of(type)));
        return turns;
    }
}
