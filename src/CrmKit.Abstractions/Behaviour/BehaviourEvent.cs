namespace CrmKit.Behaviour;

/// <summary>One thing that somebody did where we see it: a page seen, a mail opened, a cart filled. Written by <see cref="IBehaviour"/> alone and never changed, except for whom it is taken to be about.</summary>
public sealed class BehaviourEvent : Record
{
    /// <summary>What was done: <c>view</c>, <c>open</c>, <c>cart</c>…</summary>
    public string Kind { get; internal set; } = "";

    /// <summary>When, in UTC.</summary>
    public DateTimeOffset At { get; internal set; }

    /// <summary>The page or thing it was done with: a path, an address, a key; <see langword="null"/> for none.</summary>
    public string? Page { get; internal set; }

    /// <summary>What the page is called.</summary>
    public string? Title { get; internal set; }

    /// <summary>The system that saw it.</summary>
    public string Source { get; internal set; } = "";

    /// <summary>Where the visitor came from.</summary>
    public string? Referrer { get; internal set; }

    /// <summary>The domain of the company that the visitor came from, lower case; never one of a public mail provider.</summary>
    public string? CompanyDomain { get; internal set; }

    /// <summary>More that the source said, as a JSON object of texts.</summary>
    public string? Properties { get; internal set; }

    /// <summary>Which events are of one set of identities; <see langword="null"/> when only the company is known.</summary>
    public Guid? VisitorId { get; internal set; }

    /// <summary>The one contact that the identities lead to; <see langword="null"/> while nobody, or more than one, is meant.</summary>
    public Guid? ContactId { get; internal set; }

    /// <summary>The contact's account, else the one account of the company's domain.</summary>
    public Guid? AccountId { get; internal set; }
}
