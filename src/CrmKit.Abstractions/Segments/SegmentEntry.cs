namespace CrmKit.Segments;

/// <summary>A segment as it is stored, with how far it is.</summary>
internal sealed class SegmentEntry
{
    public Guid Id { get; set; } = SequentialGuid.Next();
    public string TenantId { get; set; } = "";
    public string RecordType { get; set; } = "";
    public string Name { get; set; } = "";
    public string? Filter { get; set; }

    /// <summary><c>live</c> or <c>snapshot</c>.</summary>
    public string Kind { get; set; } = "";

    /// <summary><c>private</c>, <c>team</c> or <c>all</c>.</summary>
    public string Sharing { get; set; } = "";
    public Guid? TeamId { get; set; }
    public Guid? OwnerId { get; set; }

    /// <summary>How many members it has, with full rights; of a snapshot, deleted ones too.</summary>
    public long Members { get; set; }

    /// <summary>A hash of the filter and of all that it reads, as the members were found by it; empty while something of it is missing.</summary>
    public string Shape { get; set; } = "";

    /// <summary>The minute that stands for now in the filter: all members are evaluated as of the same one.</summary>
    public DateTimeOffset AsOf { get; set; }

    /// <summary>What <see cref="AsOf"/> was before, while those are looked for whom the step of the clock concerns; else <see langword="null"/>.</summary>
    public DateTimeOffset? ClockFrom { get; set; }

    /// <summary>The last record that a building under way has looked at; <see langword="null"/> when it is built.</summary>
    public Guid? BuiltAfter { get; set; }

    /// <summary>When it was removed; its members go in the background, and it with the last of them.</summary>
    public DateTimeOffset? RemovedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public Guid? UpdatedById { get; set; }
}

/// <summary>That a record is in a segment.</summary>
internal sealed class SegmentMember
{
    public string TenantId { get; set; } = "";
    public Guid SegmentId { get; set; }
    public Guid RecordId { get; set; }
    public DateTimeOffset EnteredAt { get; set; }

    /// <summary>The merge that brought it into a snapshot in place of the record that was merged into it; else <see langword="null"/>.</summary>
    public Guid? MergeId { get; set; }
}

/// <summary>Records that changed, to be looked at again; one row for all records of a change set.</summary>
internal sealed class SegmentChange
{
    public Guid Id { get; set; } = SequentialGuid.Next();
    public string TenantId { get; set; } = "";

    /// <summary>The type of the records.</summary>
    public string RecordType { get; set; } = "";

    /// <summary>The keys of the fields that changed, parted by commas; <see langword="null"/> when they came, went or came back.</summary>
    public string? Fields { get; set; }

    /// <summary>The segment that they are to be looked at for; <see langword="null"/> for all that read them.</summary>
    public Guid? SegmentId { get; set; }

    /// <summary>The ids, parted by commas.</summary>
    public string Records { get; set; } = "";

    /// <summary>How many records there are.</summary>
    public int Count { get; set; }

    /// <summary>How many runs of workflows, one causing the next, led here.</summary>
    public int Depth { get; set; }
}
