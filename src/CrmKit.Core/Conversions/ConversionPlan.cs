using CrmKit.Pipelines;

namespace CrmKit.Conversions;

/// <summary>Which conversion a caller means, and whether the source is in a state for it.</summary>
internal sealed record ConversionPlan(ConversionDefinition Definition, RecordTypeDefinition SourceType, RecordTypeDefinition TargetType, string? Pipeline)
{
    /// <param name="catalog">What there is.</param>
    /// <param name="source">What is converted.</param>
    /// <param name="options">What the caller chose.</param>
    /// <param name="usual">The process where the caller named none.</param>
    public static ConversionPlan Of(CatalogSnapshot catalog, RecordRef source, ConversionOptions options, SalesProcess? usual)
    {
        var process = options.Process is { } named ? catalog.Processes.FirstOrDefault(p => p.Key == named) : usual;
        var processKey = options.Process ?? usual?.Key ?? "standard";
        if (process is null && options.Process is not null) throw new CrmRuleException(ConversionErrors.ProcessUnknown(processKey, catalog.Processes.Select(p => p.Key)));

        var to = options.To ?? process?.Next(source.Type) ?? throw new CrmRuleException(ConversionErrors.Undefined(source, null, processKey));
        if (!catalog.TryConversion(source.Type, to, out var definition) || !catalog.TryType(to, out var target) || !target.IsRoot)
            throw new CrmRuleException(ConversionErrors.Undefined(source, to, processKey));
        return new ConversionPlan(definition, catalog.Type(source.Type), target, options.Pipeline ?? process?.Pipelines.GetValueOrDefault(to));
    }

    public CrmError? Refusal(RootRecord source)
    {
        var isAllowed = source.StageCategory switch
        {
            null => true, // its type has no pipeline
            StageCategory.Lost => Definition.AllowedCategories.Contains(StageCategory.Lost),
            { } category => Definition.AllowedCategories.Count == 0 || Definition.AllowedCategories.Contains(category),
        };
        return isAllowed ? null : ConversionErrors.Stage(SourceType.Ref(source.Id), source.StageKey ?? "");
    }

    /// <summary>The stage that the source enters; none when it is closed already, or its pipeline has no such stage.</summary>
    public StageEntry? SourceEntry(CatalogSnapshot catalog, RootRecord source)
    {
        if (Definition.SourceStage is not { } stage || source.StageCategory is StageCategory.Won or StageCategory.Lost) return null;
        return source.PipelineKey is { } key && catalog.TryPipeline(key, out var pipeline) && pipeline.FindStage(stage) is not null ? new StageEntry { Stage = stage } : null;
    }
}
