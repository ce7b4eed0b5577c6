namespace CrmKit.Pipelines;

/// <summary>
/// The stages of its pipeline that a record has been in, as one text: keys in order of the alphabet, with blanks between. In whichever order records went through the same stages, their text is the same, so that
/// counters by it stay few.
/// </summary>
internal static class PassedStages
{
    /// <summary>The most characters that the keys of a pipeline's stages come to, blanks included: the text is part of a database key.</summary>
    public const int MaxLength = 1_500;

    private const char Between = ' ';

    public static IReadOnlyList<string> Of(string? passed) => string.IsNullOrEmpty(passed) ? [] : passed.Split(Between);

    /// <summary>The text with one more stage.</summary>
    public static string With(string? passed, string stage, PipelineDefinition pipeline)
    {
        if (string.IsNullOrEmpty(passed)) return stage;
        var before = passed.Split(Between);
        return before.Contains(stage, StringComparer.Ordinal) ? passed : Text([.. before, stage], pipeline);
    }

    /// <summary>The text of some stages.</summary>
    public static string Text(IReadOnlyCollection<string> stages, PipelineDefinition pipeline)
    {
        var text = Join(stages);
        return text.Length <= MaxLength ? text : Join(stages.Where(s => pipeline.FindStage(s) is not null)); // of all the stages that a pipeline ever had, those that are left have room
    }

    public static string Join(IEnumerable<string> stages) => string.Join(Between, stages.Order(StringComparer.Ordinal));
}
