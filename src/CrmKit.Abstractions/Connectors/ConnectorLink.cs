namespace CrmKit.Connectors;

/// <summary>Ties a record of the other system to one here, and says what is the matter with it.</summary>
public sealed class ConnectorLink
{
    internal ConnectorLink() { }

    /// <summary>Its id.</summary>
    public Guid Id { get; internal set; } = SequentialGuid.Next();

    internal string TenantId { get; set; } = "";

    /// <summary>The connector's key.</summary>
    public string Connector { get; internal set; } = "";

    /// <summary>The type of the record here.</summary>
    public string RecordType { get; internal set; } = "";

    /// <summary>The key of the record there; <see langword="null"/> until the other system has given one to a record that went there.</summary>
    public string? ExternalId { get; internal set; }

    /// <summary>The record here; <see langword="null"/> when it was refused from the first.</summary>
    public Guid? RecordId { get; internal set; }

    /// <summary>What is the matter.</summary>
    public ConnectorLinkStatus Status { get; internal set; }

    /// <summary>The version there that was written here, or decided about, last; <see langword="null"/> for none.</summary>
    public string? ExternalVersion { get; internal set; }

    /// <summary>The version here after it was written last; <see langword="null"/> for never.</summary>
    public int? RecordVersion { get; internal set; }

    /// <summary>The declared fields here after the last write, by field key: what changes here are told by.</summary>
    internal string Synced { get; set; } = "{}";

    /// <summary>The version here that was looked at last for what has to go there; <see langword="null"/> to look again.</summary>
    internal int? SeenVersion { get; set; }

    /// <summary>The batch that takes it to the other system, the key of an effect; <see langword="null"/> when it is in none.</summary>
    internal Guid? PushId { get; set; }

    /// <summary>Whether a change of it is on its way to the other system.</summary>
    public bool IsUnderWay => PushId is not null;

    /// <summary>The declared fields as they go there, by field key: kept from before the first try to the answer.</summary>
    internal string Sent { get; set; } = "{}";

    /// <summary>The version there that what goes there is based on, whatever is pulled meanwhile; <see langword="null"/> for none.</summary>
    internal string? SentBase { get; set; }

    /// <summary>Whether what goes there is that the record was deleted here.</summary>
    internal bool IsSentDeleted { get; set; }

    /// <summary>When both sides were found or made the same last, in UTC; <see langword="null"/> for never.</summary>
    public DateTimeOffset? SyncedAt { get; internal set; }

    /// <summary>The version there that waits; <see langword="null"/> when nothing does.</summary>
    public string? TheirVersion { get; internal set; }

    /// <summary>Whether what waits is that the record was deleted there.</summary>
    public bool IsDeletedThere { get; internal set; }

    internal string Pending { get; set; } = "{}";

    /// <summary>The values there that wait, by their names there.</summary>
    public CustomValues Theirs => CustomValues.Parse(Pending);

    /// <summary>The code of the refusal; <see langword="null"/> for none.</summary>
    public string? ErrorCode { get; internal set; }

    /// <summary>The refusal in words; <see langword="null"/> for none.</summary>
    public string? Error { get; internal set; }

    /// <summary>When the status was last set, in UTC.</summary>
    public DateTimeOffset At { get; internal set; }
}

/// <summary>What is the matter with a linked record.</summary>
public enum ConnectorLinkStatus
{
    /// <summary>What was brought last is here, or somebody decided about it.</summary>
    Synced,
    /// <summary>Both sides changed it: somebody has to decide.</summary>
    Conflict,
    /// <summary>A rule refused it; it is tried again when it changes there, or when somebody asks.</summary>
    Refused,
    /// <summary>It was deleted on one side, and so on the other.</summary>
    Deleted,
    /// <summary>The other system refused what changed here; it goes again when it changes here, or when somebody asks.</summary>
    PushRefused,
}
