namespace CrmKit.Records;

/// <summary>One record that was merged into another one of its type. The loser is deleted softly and keeps its values, its audit and its external id; reads of its id lead to the winner.</summary>
public sealed class RecordMerge
{
    internal RecordMerge() { }

    /// <summary>Its id, in order of merging: what <see cref="IRecords.UnmergeAsync"/> takes.</summary>
    public Guid Id { get; internal set; } = SequentialGuid.Next();

    internal string TenantId { get; set; } = "";

    /// <summary>The type of both records.</summary>
    public string RecordType { get; internal set; } = "";

    /// <summary>The record that stayed.</summary>
    public Guid WinnerId { get; internal set; }

    /// <summary>The record that went into it.</summary>
    public Guid LoserId { get; internal set; }

    /// <summary>The loser while the merge stands: the database refuses to merge a record twice.</summary>
    internal Guid? ActiveLoserId { get; set; }

    /// <summary>When, in UTC.</summary>
    public DateTimeOffset At { get; internal set; }

    /// <summary>The user; <see langword="null"/> for the system.</summary>
    public Guid? ActorId { get; internal set; }

    /// <summary>When it was undone, in UTC; <see langword="null"/> while it stands.</summary>
    public DateTimeOffset? UndoneAt { get; internal set; }

    /// <summary>The user who undid it; <see langword="null"/> while it stands, and for the system.</summary>
    public Guid? UndoneById { get; internal set; }
}

/// <summary>What a merge changed in one record: what undoing it restores.</summary>
internal sealed class MergeStep
{
    /// <summary>In place of a record type: rows of the machinery that followed the winner.</summary>
    public const string ConnectorLink = "connector-link", ConversionLink = "conversion-link", Attachment = "attached-file", Share = "record-share";

    public string TenantId { get; set; } = "";
    public Guid MergeId { get; set; }
    public string RecordType { get; set; } = "";
    public Guid RecordId { get; set; }

    /// <summary>A JSON object: field key → <c>[before, after]</c>.</summary>
    public string Changes { get; set; } = "{}";
}
