namespace CrmKit.Accounts;

/// <summary>The part that a contact plays at an account; a contact may do so at several. A part of the account.</summary>
public sealed class AccountContact : PartRecord
{
    /// <summary>The account; required.</summary>
    public Guid? AccountId { get; set; }

    /// <summary>The contact; required, once per account.</summary>
    public Guid? ContactId { get; set; }

    /// <summary>The part played in a purchase.</summary>
    public ContactRole Role { get; set; }

    /// <summary>Whether this is the person to talk to first.</summary>
    public bool IsPrimary { get; set; }

    /// <summary>The last day the person had this part; <see langword="null"/> while it lasts.</summary>
    public DateOnly? EndedOn { get; set; }

    /// <summary>Concerns, influence, preferences in this part.</summary>
    public string? Note { get; set; }
}

/// <summary>The part that a person plays in a purchase.</summary>
public enum ContactRole
{
    /// <summary>Another part.</summary>
    Other,
    /// <summary>Says yes or no.</summary>
    DecisionMaker,
    /// <summary>Is heard before it is decided.</summary>
    Influencer,
    /// <summary>Works with what is bought.</summary>
    User,
    /// <summary>Lets people through, or not.</summary>
    Gatekeeper,
    /// <summary>Argues for us.</summary>
    Champion,
    /// <summary>Receives and pays invoices.</summary>
    Billing,
    /// <summary>Judges technically.</summary>
    Technical,
}
