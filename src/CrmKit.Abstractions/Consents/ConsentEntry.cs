namespace CrmKit.Consents;

/// <summary>A proof as it is stored: added, never changed, and emptied of the person by an erasure.</summary>
internal sealed class ConsentEntry
{
    public Guid Id { get; set; } = SequentialGuid.Next();
    public string TenantId { get; set; } = "";
    public string RecordType { get; set; } = "";
    public Guid RecordId { get; set; }
    public string Purpose { get; set; } = "";
    public ConsentChannel Channel { get; set; }
    public ConsentAct Act { get; set; }
    public DateTimeOffset At { get; set; }
    public DateTimeOffset RecordedAt { get; set; }
    public ConsentMethod Method { get; set; }

    /// <summary>As addresses and numbers are stored in records.</summary>
    public string? Address { get; set; }
    public string? Text { get; set; }
    public string? Language { get; set; }
    public string? Evidence { get; set; }

    /// <summary>The filled-in form.</summary>
    public Guid? SubmissionId { get; set; }

    /// <summary>The entry that was asked about, of one that is given by a link: unique, so that a link counts once.</summary>
    public Guid? ConfirmsId { get; set; }

    /// <summary>SHA-256 of the token that confirms, hexadecimal; of one that is asked.</summary>
    public string? ConfirmHash { get; set; }
    public DateTimeOffset? ConfirmUntil { get; set; }

    /// <summary>The token that withdraws; of one that is given. Whoever reads it here can do no more than end mail.</summary>
    public string? WithdrawToken { get; set; }
    public Guid? ActorId { get; set; }
    public string? ActorName { get; set; }
    public string Door { get; set; } = "";
    public string? Network { get; set; }
    public string? Credential { get; set; }
}
