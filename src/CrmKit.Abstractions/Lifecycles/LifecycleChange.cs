namespace CrmKit.Lifecycles;

/// <summary>A change of a record's class, as it was told; the last one of a record says in which class it is.</summary>
internal sealed class LifecycleChange
{
    public Guid Id { get; set; } = SequentialGuid.Next();
    public string TenantId { get; set; } = "";
    public string RecordType { get; set; } = "";
    public Guid RecordId { get; set; }
    public LifecycleClass FromClass { get; set; }
    public LifecycleClass ToClass { get; set; }

    /// <summary>The first day of the class.</summary>
    public DateOnly ChangedOn { get; set; }

    /// <summary>When it was told.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>The day on which it has to be looked at again; <see langword="null"/> for never, and when a later change stands.</summary>
    public DateOnly? NextOn { get; set; }

    /// <summary>The record while no later change of it stands: one at a time.</summary>
    public Guid? CurrentId { get; set; }
}
