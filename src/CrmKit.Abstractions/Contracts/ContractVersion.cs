namespace CrmKit.Contracts;

/// <summary>One text of a contract under negotiation. A part of the contract.</summary>
public sealed class ContractVersion : PartRecord
{
    /// <summary>The contract; required.</summary>
    public Guid? ContractId { get; set; }

    /// <summary>Counts the contract's versions, from 1; the next number unless set.</summary>
    public int? VersionNumber { get; set; }

    /// <summary>How far it got.</summary>
    public ContractVersionStatus Status { get; set; }

    /// <summary>What changed against the version before.</summary>
    public string? Summary { get; set; }

    /// <summary>The text itself.</summary>
    public string? Text { get; set; }

    /// <summary>Who proposed it: a name of either side.</summary>
    public string? ProposedBy { get; set; }

    /// <summary>When it was proposed.</summary>
    public DateOnly? ProposedOn { get; set; }
}

/// <summary>How far a version of a contract got.</summary>
public enum ContractVersionStatus
{
    /// <summary>Being written.</summary>
    Draft,
    /// <summary>Sent to the other side; its text no longer changes.</summary>
    Proposed,
    /// <summary>Accepted by all; its text no longer changes, and there is one per contract.</summary>
    Agreed,
    /// <summary>Refused.</summary>
    Rejected,
}
