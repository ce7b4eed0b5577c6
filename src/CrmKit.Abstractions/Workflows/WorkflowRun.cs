namespace CrmKit.Workflows;

/// <summary>What became of one record in one start of a workflow. Kept for 30 days, failures until they are done.</summary>
public sealed class WorkflowRun
{
    internal WorkflowRun() { }

    internal string TenantId { get; set; } = "";

    internal Guid MessageId { get; set; }

    /// <summary>The workflow's key.</summary>
    public string Workflow { get; internal set; } = "";

    /// <summary>The version that ran, or would have.</summary>
    public int Version { get; internal set; }

    /// <summary>The record's type.</summary>
    public string RecordType { get; internal set; } = "";

    /// <summary>The record's id.</summary>
    public Guid RecordId { get; internal set; }

    /// <summary>What became of it.</summary>
    public WorkflowRunStatus Status { get; internal set; }

    /// <summary>The key of the step that failed or is missing; <see langword="null"/> when none.</summary>
    public string? Step { get; internal set; }

    /// <summary>The code of the error; <see langword="null"/> for none.</summary>
    public string? ErrorCode { get; internal set; }

    /// <summary>The error in words; <see langword="null"/> for none.</summary>
    public string? Error { get; internal set; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; internal set; }

    /// <summary>The event that started it; <see langword="null"/> when time did.</summary>
    public string? EventName { get; internal set; }

    /// <summary>The id of the event, or of the due time's message: what the run wrote has it as its correlation in the audit.</summary>
    public Guid CauseId { get; internal set; }

    /// <summary>0 for what people and programs caused, 1 for what a workflow's run caused, and so on; 8 is refused.</summary>
    public int Depth { get; internal set; }

    /// <summary>When it was tried last, in UTC.</summary>
    public DateTimeOffset At { get; internal set; }
}

/// <summary>What became of a run.</summary>
public enum WorkflowRunStatus
{
    /// <summary>All actions took effect.</summary>
    Done,
    /// <summary>It failed, nothing of it took effect, and it is tried again.</summary>
    Failed,
    /// <summary>It waits for a step whose plugin is not enabled, and goes on when it is back.</summary>
    Held,
    /// <summary>It failed for good, as a dead letter that administrators can replay.</summary>
    Dead,
}
