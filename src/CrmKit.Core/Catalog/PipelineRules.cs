using CrmKit.Pipelines;

namespace CrmKit.Catalog;

/// <summary>Checks pipelines and their stages.</summary>
internal static class PipelineRules
{
    private const int MaxStages = 60; // bits of a number tell which of them somebody has been in

    public static void Check(PipelineDefinition pipeline, Dictionary<string, RecordTypeDefinition> types, CatalogProblems problems)
    {
        problems.CheckKey("pipeline", pipeline.Key, pipeline.Source);
        if (!types.TryGetValue(pipeline.RecordType, out var type)) Invalid($"its record type '{pipeline.RecordType}' is defined by nobody.");
        else if (!type.IsRoot) Invalid($"records of type '{type.Key}' have no stages: they have no owner, or are parts of others.");
        if (pipeline.Stages.All(s => s.Category != StageCategory.Open)) Invalid("it needs at least one open stage.");
        if (pipeline.Stages is [{ RequiresConversion: true } first, ..]) Invalid($"new records begin in stage '{first.Key}', which only converted ones may enter.");

        if (PassedStages.Join(pipeline.Stages.Select(s => s.Key)).Length > PassedStages.MaxLength || pipeline.Stages.Count > MaxStages)
            Invalid($"it has too many stages: at most {MaxStages}, whose keys come to at most {PassedStages.MaxLength} characters with blanks between them.");

        foreach (var same in pipeline.Stages.GroupBy(s => s.Key, StringComparer.Ordinal))
            if (same.Count() > 1) Invalid($"stage '{same.Key}' stands in it more than once.");
        var keys = pipeline.Stages.Select(s => s.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var stage in pipeline.Stages)
        {
            if (!FieldKey.IsValid(stage.Key)) problems.Add(CatalogErrors.KeyInvalid("stage", stage.Key));
            if (stage.ProbabilityPercent is < 0 or > 100) Invalid($"stage '{stage.Key}' has a probability of {stage.ProbabilityPercent} %; it goes from 0 to 100.");
            if (stage.AgeingLimit <= TimeSpan.Zero) Invalid($"stage '{stage.Key}' has an ageing limit that is not above zero.");
            foreach (var next in stage.AllowedNext.Where(n => !keys.Contains(n))) Invalid($"stage '{stage.Key}' leads to '{next}', which is none of its stages.");
            foreach (var task in stage.Tasks.Where(t => t.DueAfter < TimeSpan.Zero)) Invalid($"task '{task.Subject}' of stage '{stage.Key}' is due before it begins.");
        }
        // An administrator's pipeline outlives the plugins whose fields it names: such a stage stays shut until the field is back.
        if (type is not null && pipeline.Source != AdminSource.Id) CheckFields(pipeline, type, problems);

        void Invalid(string why) => problems.Invalid("Pipeline", pipeline.Key, why);
    }

    public static void CheckFields(PipelineDefinition pipeline, RecordTypeDefinition type, CatalogProblems problems)
    {
        foreach (var stage in pipeline.Stages)
            foreach (var field in stage.RequiredFields.Where(f => !type.TryField(f, out _)))
                problems.Invalid("Pipeline", pipeline.Key, $"stage '{stage.Key}' requires field '{field}', which '{type.Key}' does not have.");
    }
}
