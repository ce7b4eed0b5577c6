using CrmKit.Documents;

namespace CrmKit.Quotes;

/// <summary>An offer to a customer: drafted, sent, and then accepted, rejected, expired or replaced by a revision.</summary>
/// <remarks>
/// What was sent stays as it was: <c>quote.fixed</c>. Another offer is a revision, made by converting the quote into a quote; the order or contract is made by converting it too, which accepts it.
/// </remarks>
public sealed class Quote : SalesDocument
{
    /// <summary>Counts the revisions of one offer, from 1.</summary>
    public int? Revision { get; internal set; }

    /// <summary>The quote that this one revises; <see langword="null"/> for the first.</summary>
    public Guid? RevisionOfId { get; internal set; }

    /// <summary>The day it was sent; set when it leaves its first stage unless given.</summary>
    public DateOnly? IssuedOn { get; set; }

    /// <summary>The last day on which it can be accepted; <see langword="null"/> means without end.</summary>
    public DateOnly? ValidUntilOn { get; set; }

    /// <summary>Payment and delivery terms, in one's own words.</summary>
    public string? Terms { get; set; }
}
