namespace CrmKit.Pipelines;

/// <summary>Short forms for the stages of core's pipelines.</summary>
internal static class Stages
{
    public static StageDefinition Open(string key, string english, string chinese, int probabilityPercent, int? ageingDays = null) => new()
    {
        Key = key,
        Label = new(english, chinese),
        ProbabilityPercent = probabilityPercent,
        AgeingLimit = ageingDays is { } days ? TimeSpan.FromDays(days) : null,
    };

    public static StageDefinition Won(string key, string english, string chinese, params IReadOnlyList<string> requiredFields) =>
        new() { Key = key, Label = new(english, chinese), ProbabilityPercent = 100, Category = StageCategory.Won, RequiredFields = requiredFields };

    /// <summary>Won by becoming the next link of the chain.</summary>
    public static StageDefinition Converted(string key, string english, string chinese) => Won(key, english, chinese) with { RequiresConversion = true };

    public static StageDefinition Lost(string key, string english, string chinese, bool requiresLossReason = false) =>
        new() { Key = key, Label = new(english, chinese), Category = StageCategory.Lost, RequiresLossReason = requiresLossReason };

    public static StageDefinition Shelved(string key, string english, string chinese, int probabilityPercent) =>
        new() { Key = key, Label = new(english, chinese), ProbabilityPercent = probabilityPercent, Category = StageCategory.Shelved };
}
