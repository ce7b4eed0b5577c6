namespace CrmKit.Records;

/// <summary>One write of one record, as it stands in the audit. Never changed, never deleted by CrmKit.</summary>
public sealed class AuditEntry
{
    internal AuditEntry() { }

    /// <summary>The entry's own id, in order of writing.</summary>
    public Guid Id { get; internal set; } = SequentialGuid.Next();

    internal string TenantId { get; set; } = "";

    /// <summary>Order of writing over all tenants, given by the database; told to nobody, because it tells how much others write.</summary>
    internal long Sequence { get; set; }

    /// <summary>The record's type; for what is no record, what it is: <c>plugin</c>, <c>definition/role</c>, <c>setting</c>, <c>api-key</c>.</summary>
    public string RecordType { get; internal set; } = "";

    /// <summary>The record's id.</summary>
    public Guid RecordId { get; internal set; }

    /// <summary>The record's version after the write.</summary>
    public int RecordVersion { get; internal set; }

    /// <summary>What was done.</summary>
    public RecordOperation Operation { get; internal set; }

    /// <summary>When, in UTC.</summary>
    public DateTimeOffset At { get; internal set; }

    /// <summary>The user; <see langword="null"/> for the system.</summary>
    public Guid? ActorId { get; internal set; }

    /// <summary>For the system, what acted.</summary>
    public string? ActorName { get; internal set; }

    /// <summary>Through which door.</summary>
    public string Door { get; internal set; } = "";

    /// <summary>From which network address, when the door knows one.</summary>
    public string? Address { get; internal set; }

    /// <summary>With which key or session, when the door knows one; never the secret itself.</summary>
    public string? Credential { get; internal set; }

    /// <summary>Ties together what one piece of work wrote.</summary>
    public Guid CorrelationId { get; internal set; }

    /// <summary>Why, when it was said.</summary>
    public string? Reason { get; internal set; }

    /// <summary>A JSON object: field key → <c>[before, after]</c>; for a created record <c>after</c> alone.</summary>
    public string Changes { get; internal set; } = "{}";
}

/// <summary>What a write does to a record.</summary>
public enum RecordOperation
{
    /// <summary>It begins to exist.</summary>
    Create,
    /// <summary>Its fields change.</summary>
    Update,
    /// <summary>It is deleted softly.</summary>
    Delete,
    /// <summary>It comes back.</summary>
    Restore,
}
