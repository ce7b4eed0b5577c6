using CrmKit.Documents;

namespace CrmKit.Opportunities;

/// <summary>One product of an opportunity, with quantity and price. A part of the opportunity.</summary>
public sealed class OpportunityLine : DocumentLine
{
    /// <summary>The opportunity; required.</summary>
    public Guid? OpportunityId { get; set; }
}
