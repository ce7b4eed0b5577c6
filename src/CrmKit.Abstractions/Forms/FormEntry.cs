namespace CrmKit.Forms;

/// <summary>A form as it is stored.</summary>
internal sealed class FormEntry
{
    public Guid Id { get; set; } = SequentialGuid.Next();
    public string TenantId { get; set; } = "";
    public string PublicKey { get; set; } = "";
    public string Name { get; set; } = "";

    /// <summary>The rest of it as JSON.</summary>
    public string Definition { get; set; } = "{}";
    public DateTimeOffset UpdatedAt { get; set; }
    public Guid? UpdatedById { get; set; }
}

/// <summary>One filled-in form: what it became, and the proof of the consent.</summary>
internal sealed class FormSubmissionEntry
{
    public Guid Id { get; set; } = SequentialGuid.Next();
    public string TenantId { get; set; } = "";
    public Guid FormId { get; set; }

    /// <summary>Out of the page's token: unique, so that sending twice is taken in once.</summary>
    public string Nonce { get; set; } = "";
    public DateTimeOffset At { get; set; }

    /// <summary>A hash of the network address, to count by.</summary>
    public string Address { get; set; } = "";
    public FormSubmissionStatus Status { get; set; }
    public string? Reason { get; set; }

    /// <summary>What was filled in, as JSON; empty once it is in a lead, or known to be spam.</summary>
    public string Filled { get; set; } = "{}";

    /// <summary>The consent as it was shown, while it is set apart; of what was taken in it is a proof of its own.</summary>
    public string? Consent { get; set; }
    public string? Language { get; set; }
    public Guid? LeadId { get; set; }
}
