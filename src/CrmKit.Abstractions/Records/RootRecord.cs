using CrmKit.Pipelines;

namespace CrmKit.Records;

/// <summary>A record that stands on its own: it has an owner, and may move through a pipeline.</summary>
public abstract class RootRecord : Record
{
    /// <summary>The user responsible; <see langword="null"/> while it waits in a pool. Changed by the assignment door.</summary>
    public Guid? OwnerId { get; internal set; }

    /// <summary>The owner's team, or the pool's team; <see langword="null"/> for none. Changed by the assignment door.</summary>
    public Guid? TeamId { get; internal set; }

    /// <summary>The pipeline it moves through, by key; <see langword="null"/> when its type has none. Changed by the pipelines door, like all below.</summary>
    public string? PipelineKey { get; internal set; }

    /// <summary>The stage it is in, by key.</summary>
    public string? StageKey { get; internal set; }

    /// <summary>The stages of its pipeline that it has been in, that of now among them: keys in order of the alphabet, with blanks between. Funnels count by it.</summary>
    internal string? PassedStageKeys { get; set; }

    /// <summary>Open, won, lost or shelved, from the stage it is in.</summary>
    public StageCategory? StageCategory { get; internal set; }

    /// <summary>When it entered the stage, in UTC.</summary>
    public DateTimeOffset? StageEnteredAt { get; internal set; }

    /// <summary>When it was won or lost, in UTC; <see langword="null"/> while open or shelved.</summary>
    public DateTimeOffset? ClosedAt { get; internal set; }

    /// <summary>The day on which it was won or lost, in the tenant's zone; <see langword="null"/> while open or shelved.</summary>
    public DateOnly? ClosedOn { get; internal set; }

    /// <summary>Why it was lost, an option code; required where the stage says so.</summary>
    public string? LossReason { get; internal set; }

    /// <summary>The remark given with the last stage move; <see langword="null"/> for none.</summary>
    public string? StageNote { get; internal set; }

    /// <summary>When it was converted into the next link of the chain, in UTC; <see langword="null"/> if it was not. Changed by the conversion door.</summary>
    public DateTimeOffset? ConvertedAt { get; internal set; }
}
