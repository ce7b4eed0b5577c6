namespace CrmKit.Pipelines;

/// <summary>The ordered stages that records of one type move through. Immutable.</summary>
public sealed record PipelineDefinition
{
    /// <summary>Lower case, stable: <c>opportunity.standard</c>, <c>realestate.viewing</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The catalog key of the record type.</summary>
    public required string RecordType { get; init; }

    /// <summary>What people call it.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>The stages in order; the first one is where new records start.</summary>
    public required IReadOnlyList<StageDefinition> Stages { get; init; }

    /// <summary>Where it comes from: <c>core</c>, a plugin's id, or <c>admin</c>.</summary>
    public string Source { get; init; } = "core";

    /// <summary>The stage with this key, or <see langword="null"/>.</summary>
    public StageDefinition? FindStage(string key) => RankOf(key) is var rank and >= 0 ? Stages[rank] : null;

    /// <summary>The position of a stage, from 0; -1 when it is not one of them.</summary>
    public int RankOf(string stageKey)
    {
        for (var i = 0; i < Stages.Count; i++)
            if (Stages[i].Key == stageKey) return i;
        return -1;
    }
}

/// <summary>One step of a pipeline. Immutable.</summary>
public sealed record StageDefinition
{
    /// <summary>Lower case, stable, unique in its pipeline: <c>proposal</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What people call it.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>How likely a record in it is won, 0 to 100.</summary>
    public int ProbabilityPercent { get; init; }

    /// <summary>What being in it means.</summary>
    public StageCategory Category { get; init; }

    /// <summary>How long a record may stay before it counts as ageing; <see langword="null"/> for no limit.</summary>
    public TimeSpan? AgeingLimit { get; init; }

    /// <summary>Keys of fields that must have a value on entry.</summary>
    public IReadOnlyList<string> RequiredFields { get; init; } = [];

    /// <summary>Tasks created on entry, for the owner.</summary>
    public IReadOnlyList<StageTask> Tasks { get; init; } = [];

    /// <summary>Keys of the stages one may move to from here; empty means any.</summary>
    public IReadOnlyList<string> AllowedNext { get; init; } = [];

    /// <summary>Whether a loss reason must be given on entry.</summary>
    public bool RequiresLossReason { get; init; }

    /// <summary>
    /// Whether only converted records may be in it: the conversion that names it as its <see cref="Conversions.ConversionDefinition.SourceStage"/> is the way in. Creating a record in it,
    /// importing one into it and moving one to it are refused with <c>pipeline.conversion-required</c>; a converted record that was reopened may be moved back. Not for a pipeline's first stage.
    /// </summary>
    public bool RequiresConversion { get; init; }
}

/// <summary>A follow-up that is created when a record enters a stage.</summary>
/// <param name="Subject">What to do.</param>
/// <param name="DueAfter">How long after entry it is due; not negative.</param>
public sealed record StageTask(LocalizedText Subject, TimeSpan DueAfter);

/// <summary>What being in a stage means for the record.</summary>
public enum StageCategory
{
    /// <summary>Being worked on.</summary>
    Open,
    /// <summary>Ended well; closes the record.</summary>
    Won,
    /// <summary>Ended badly; closes the record.</summary>
    Lost,
    /// <summary>Put aside, to be taken up again.</summary>
    Shelved,
}
