using CrmKit.Pipelines;

namespace CrmKit.Web.Administration;

/// <summary>What looks wrong about a pipeline: stages that nobody uses, that are called alike, or that nothing leads to.</summary>
internal static class PipelineHints
{
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="counts">How many records are in each stage; <see langword="null"/> when that is not known.</param>
    /// <param name="texts">Says it in words.</param>
    /// <param name="culture">The language of labels.</param>
    public static IReadOnlyList<string> Of(PipelineDefinition pipeline, IReadOnlyDictionary<string, long>? counts, WebTexts texts, string culture)
    {
        var hints = new List<string>();
        var stages = pipeline.Stages;
        foreach (var alike in stages.GroupBy(s => s.Label.For(culture), StringComparer.CurrentCultureIgnoreCase).Where(g => g.Count() > 1)) hints.Add(texts.Format("hint.alike", alike.Key, string.Join(", ", alike.Select(s => s.Key))));
        if (counts is not null && counts.Values.Sum() > 0)
            foreach (var empty in stages.Where(s => counts.GetValueOrDefault(s.Key) == 0)) hints.Add(texts.Format("hint.empty", empty.Label.For(culture)));
        if (stages.All(s => s.Category != StageCategory.Won)) hints.Add(texts["hint.no-won"]);
        if (stages.All(s => s.Category != StageCategory.Lost)) hints.Add(texts["hint.no-lost"]);
        foreach (var stage in stages.Skip(1).Where(s => !stages.Any(from => from != s && (from.AllowedNext.Count == 0 || from.AllowedNext.Contains(s.Key))))) hints.Add(texts.Format("hint.unreachable", stage.Label.For(culture)));
        var open = stages.Where(s => s.Category == StageCategory.Open).ToList();
        foreach (var (one, next) in open.Zip(open.Skip(1)).Where(p => p.Second.ProbabilityPercent < p.First.ProbabilityPercent)) hints.Add(texts.Format("hint.falls", next.Label.For(culture), one.Label.For(culture)));
        foreach (var stage in open.Where(s => s.AgeingLimit is null)) hints.Add(texts.Format("hint.no-limit", stage.Label.For(culture)));
        if (stages.Count > 9) hints.Add(texts.Format("hint.many", stages.Count));
        return hints;
    }
}
