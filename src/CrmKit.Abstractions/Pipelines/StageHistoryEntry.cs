namespace CrmKit.Pipelines;

/// <summary>One stay of a record in a stage.</summary>
public sealed class StageHistoryEntry
{
    internal StageHistoryEntry() { }

    /// <summary>The entry's own id.</summary>
    public Guid Id { get; internal set; } = SequentialGuid.Next();

    internal string TenantId { get; set; } = "";

    /// <summary>The record's type.</summary>
    public string RecordType { get; internal set; } = "";

    /// <summary>The record's id.</summary>
    public Guid RecordId { get; internal set; }

    /// <summary>The pipeline, by key.</summary>
    public string PipelineKey { get; internal set; } = "";

    /// <summary>The stage, by key.</summary>
    public string StageKey { get; internal set; } = "";

    /// <summary>The stage it came from, by key; <see langword="null"/> for a new record.</summary>
    public string? FromStageKey { get; internal set; }

    /// <summary>What the stage meant at that time.</summary>
    public StageCategory Category { get; internal set; }

    /// <summary>When it entered, in UTC.</summary>
    public DateTimeOffset EnteredAt { get; internal set; }

    /// <summary>When it left, in UTC; <see langword="null"/> while it is there.</summary>
    public DateTimeOffset? LeftAt { get; internal set; }

    /// <summary>How long it stayed, in seconds; <see langword="null"/> while it is there.</summary>
    public long? DwellSeconds { get; internal set; }

    /// <summary>The user who moved it; <see langword="null"/> for the system.</summary>
    public Guid? MovedById { get; internal set; }

    /// <summary>The loss reason given.</summary>
    public string? LossReason { get; internal set; }

    /// <summary>The remark given.</summary>
    public string? Note { get; internal set; }
}
