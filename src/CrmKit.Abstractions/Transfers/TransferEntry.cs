namespace CrmKit.Transfers;

/// <summary>A transfer as it is stored.</summary>
internal sealed class TransferEntry
{
    public Guid Id { get; set; } = SequentialGuid.Next();
    public string TenantId { get; set; } = "";

    /// <summary>As of <see cref="TransferKind"/>: <c>dry-run</c>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>As of <see cref="TransferState"/>.</summary>
    public string State { get; set; } = "queued";
    public string RecordType { get; set; } = "";
    public string FileName { get; set; } = "";

    /// <summary>What was asked for, as JSON.</summary>
    public string Request { get; set; } = "{}";
    public Guid? ActorId { get; set; }

    /// <summary>The scopes of the key that it was asked for with; <see langword="null"/> for all that the actor may.</summary>
    public string? Scopes { get; set; }

    /// <summary>Through which door it was asked for, and from where, for the audit.</summary>
    public string Door { get; set; } = "";
    public string? Address { get; set; }
    public string? Credential { get; set; }

    /// <summary>As JSON.</summary>
    public string Progress { get; set; } = "{}";

    /// <summary>What was said at the end, as JSON; <see langword="null"/> before it, and for exports.</summary>
    public string? Result { get; set; }

    /// <summary>Why it failed, as JSON.</summary>
    public string? Errors { get; set; }

    /// <summary>The media type and the size of the file of an export that is ready.</summary>
    public string? ContentType { get; set; }
    public long? Bytes { get; set; }

    /// <summary>Whether somebody wants it to end.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>Who runs it, until when unless he says that he still does; of one that is queued, from when on it may run.</summary>
    public Guid? Holder { get; set; }
    public DateTimeOffset? LeasedUntil { get; set; }

    /// <summary>How often it was begun.</summary>
    public int Attempts { get; set; }
    public DateTimeOffset QueuedAt { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public DateTimeOffset? ExpiresAt { get; set; }
}
