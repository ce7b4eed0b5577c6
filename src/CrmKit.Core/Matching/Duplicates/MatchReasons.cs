using System.Text.Json;

namespace CrmKit.Matching;

/// <summary>Why two records are taken for alike, field by field.</summary>
internal static class MatchReasons
{
    public static IReadOnlyList<MatchReason> Of(LinkModel model, ulong pattern)
    {
        var reasons = new List<MatchReason>();
        for (var f = 0; f < model.Fields.Count; f++)
            if (LinkPattern.LevelAt(pattern, f) is var level and not LinkPattern.Missing) reasons.Add(new MatchReason(model.Fields[f].Key, (Likeness)level, Rounded(model.Weight(f, level))));
        return [.. reasons.OrderByDescending(r => r.Weight)];
    }

    public static decimal Rounded(double value) => Math.Round((decimal)value, 4);

    public static string Text(IReadOnlyList<MatchReason> reasons) =>
        JsonSerializer.Serialize(reasons.ToDictionary(r => r.Field, r => new PairReason(r.Likeness, r.Weight)), DuplicatesJson.Default.DictionaryStringPairReason);

    public static IReadOnlyList<MatchReason> Read(string text, IReadOnlySet<string> hidden) =>
        [.. JsonSerializer.Deserialize(text, DuplicatesJson.Default.DictionaryStringPairReason)!.Where(r => !hidden.Contains(r.Key)).Select(r => new MatchReason(r.Key, r.Value.Likeness, r.Value.Weight)).OrderByDescending(r => r.Weight)];
}
