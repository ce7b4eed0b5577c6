using CrmKit.Documents;

namespace CrmKit.Quotes;

/// <summary>One product of a quote, with quantity and price. A part of the quote.</summary>
public sealed class QuoteLine : DocumentLine
{
    /// <summary>The quote; required.</summary>
    public Guid? QuoteId { get; set; }
}
