namespace CrmKit.Connectors;

/// <summary>How far a connector is; written in the transaction of the records that it brought.</summary>
internal sealed class ConnectorState
{
    /// <summary>What the messages of connectors' pulls and pushes are named with, before the connector's key: no job's key has a slash.</summary>
    public const string MessagePrefix = "connector/";

    public string TenantId { get; set; } = "";
    public string Connector { get; set; } = "";

    /// <summary>The plugin's id: whose data it is when the plugin is erased.</summary>
    public string Source { get; set; } = "";
    public string? Cursor { get; set; }

    /// <summary>When the cursor was last moved or found to be at the end.</summary>
    public DateTimeOffset? CursorAt { get; set; }

    /// <summary>Counts the batches that were kept: a batch that was fetched at another count comes too late.</summary>
    public long Batches { get; set; }

    /// <summary>When the newest run was asked for: older ones that are tried again are out of date.</summary>
    public DateTimeOffset? AskedAt { get; set; }

    /// <summary>When it was tried last.</summary>
    public DateTimeOffset? RunAt { get; set; }
    public long Created { get; set; }
    public long Updated { get; set; }
    public long Deleted { get; set; }
    public long Pushed { get; set; }

    /// <summary>What becomes of records that both sides changed.</summary>
    public ConflictRule Rule { get; set; }
    public string? ErrorCode { get; set; }
    public string? Error { get; set; }
    public string? PushErrorCode { get; set; }
    public string? PushError { get; set; }
}
