namespace CrmKit.Pipelines;

/// <summary>Something that looks wrong about a pipeline.</summary>
/// <param name="Kind">What.</param>
/// <param name="Stages">The keys of the stages that it is about, in their order; empty when it is about the pipeline.</param>
/// <param name="Message">What, where, and what to do about it.</param>
public sealed record StageHint(StageHintKind Kind, IReadOnlyList<string> Stages, LocalizedText Message);

/// <summary>What looks wrong.</summary>
public enum StageHintKind
{
    /// <summary>Stages have one name.</summary>
    SameName,
    /// <summary>Open stages say the same in other words.</summary>
    LikeName,
    /// <summary>No record is in the stage, and none entered it for half a year.</summary>
    Unused,
    /// <summary>There are more stages than people keep apart.</summary>
    TooMany,
    /// <summary>No stage is won.</summary>
    NoWon,
    /// <summary>No stage is lost.</summary>
    NoLost,
    /// <summary>No stage leads to the stage.</summary>
    Unreachable,
    /// <summary>An open stage is less probable than the one before it.</summary>
    ProbabilityFalls,
    /// <summary>Nobody is told when a record is stuck in the open stage.</summary>
    NoAgeingLimit,
}
