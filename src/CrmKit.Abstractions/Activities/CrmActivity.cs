namespace CrmKit.Activities;

/// <summary>Something that happened, or shall happen, around a record of any type; it appears on that record's timeline.</summary>
public abstract class CrmActivity : RootRecord
{
    /// <summary>What it is about, in a line; required.</summary>
    public string Subject { get; set; } = "";

    /// <summary>What was said, written or agreed.</summary>
    public string? Body { get; set; }

    /// <summary>The catalog key of the type of the record it is about; given together with <see cref="RegardingId"/>.</summary>
    public string? RegardingType { get; set; }

    /// <summary>The record it is about; must exist: <c>activity.regarding-missing</c>.</summary>
    public Guid? RegardingId { get; set; }

    /// <summary>The person it is with.</summary>
    public Guid? ContactId { get; set; }

    /// <summary>When it happened or begins, in UTC; for what is logged, the time of entry unless set.</summary>
    public DateTimeOffset? StartsAt { get; set; }

    /// <summary>When it must be done, in UTC; <see langword="null"/> when there is no deadline.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>When it was done, in UTC; <see langword="null"/> while it is not.</summary>
    public DateTimeOffset? DoneAt { get; set; }

    /// <summary>What came of it, in a line.</summary>
    public string? Outcome { get; set; }
}

/// <summary>Who began a conversation.</summary>
public enum ActivityDirection
{
    /// <summary>We did.</summary>
    Outgoing,
    /// <summary>The other side did.</summary>
    Incoming,
}
