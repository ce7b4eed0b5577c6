namespace CrmKit.Opportunities;

/// <summary>A user who works on an opportunity beside its owner. A part of the opportunity.</summary>
public sealed class OpportunityMember : PartRecord
{
    /// <summary>The opportunity; required.</summary>
    public Guid? OpportunityId { get; set; }

    /// <summary>The user; required, once per opportunity.</summary>
    public Guid? UserId { get; set; }

    /// <summary>What the user does.</summary>
    public MemberRole Role { get; set; }

    /// <summary>The stages that the user is responsible for, by key, parted by commas; the tasks that they ask for are his. <see langword="null"/> for none.</summary>
    public string? Stages { get; set; }
}

/// <summary>What a member of a sales team does.</summary>
public enum MemberRole
{
    /// <summary>Something else.</summary>
    Other,
    /// <summary>Leads the sale.</summary>
    Lead,
    /// <summary>Sells.</summary>
    Sales,
    /// <summary>Advises technically before the sale.</summary>
    PreSales,
    /// <summary>Delivers.</summary>
    Delivery,
    /// <summary>Reads contracts.</summary>
    Legal,
    /// <summary>Counts.</summary>
    Finance,
    /// <summary>Stands behind it.</summary>
    Executive,
}
