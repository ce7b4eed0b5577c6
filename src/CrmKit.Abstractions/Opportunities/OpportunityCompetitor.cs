namespace CrmKit.Opportunities;

/// <summary>Somebody who competes for an opportunity. A part of the opportunity.</summary>
public sealed class OpportunityCompetitor : PartRecord
{
    /// <summary>The opportunity; required.</summary>
    public Guid? OpportunityId { get; set; }

    /// <summary>The competitor's account, when there is one.</summary>
    public Guid? AccountId { get; set; }

    /// <summary>The competitor's name; the account's unless set. Required.</summary>
    public string Name { get; set; } = "";

    /// <summary>What speaks for them.</summary>
    public string? Strengths { get; set; }

    /// <summary>What speaks against them.</summary>
    public string? Weaknesses { get; set; }

    /// <summary>Whether the sale was lost to them; at most one per opportunity.</summary>
    public bool IsWinner { get; set; }
}
