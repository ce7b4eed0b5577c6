using System.Globalization;
using CrmKit.Pipelines;
using CrmKit.Sessions;

namespace CrmKit.Web.Administration;

/// <summary>What looks wrong about a pipeline, in the reader's language.</summary>
internal static class PipelineHints
{
    public static async Task<IReadOnlyList<string>> OfAsync(ICrmSession session, PipelineDefinition pipeline, WebTexts texts, string culture, CancellationToken cancellationToken) =>
        [.. (await session.Pipelines.LintAsync(pipeline.Key, cancellationToken)).Select(h => Say(h, pipeline, texts, culture))];

    private static string Say(StageHint hint, PipelineDefinition pipeline, WebTexts texts, string culture)
    {
        string Label(int at) => pipeline.FindStage(hint.Stages[at])!.Label.For(culture);
        return hint.Kind switch
        {
            StageHintKind.SameName => texts.Format("hint.same-name", Label(0), string.Join(", ", hint.Stages)),
            StageHintKind.LikeName => texts.Format("hint.like-name", Label(0), Label(1)),
            StageHintKind.Unused => texts.Format("hint.unused", Label(0)),
            StageHintKind.TooMany => texts.Format("hint.too-many", pipeline.Stages.Count.ToString(CultureInfo.InvariantCulture)),
            StageHintKind.NoWon => texts["hint.no-won"],
            StageHintKind.NoLost => texts["hint.no-lost"],
            StageHintKind.Unreachable => texts.Format("hint.unreachable", Label(0)),
            StageHintKind.ProbabilityFalls => texts.Format("hint.probability-falls", Label(1), Label(0)),
            StageHintKind.NoAgeingLimit => texts.Format("hint.no-ageing-limit", Label(0)),
            _ => hint.Message,
        };
    }
}
