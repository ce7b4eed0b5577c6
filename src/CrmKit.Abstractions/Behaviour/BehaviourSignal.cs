namespace CrmKit.Behaviour;

/// <summary>Something that somebody did, as a source saw it.</summary>
public sealed record BehaviourSignal
{
    /// <summary>The system that saw it (<c>shop</c>, <c>newsletter</c>): up to 100 letters, digits, dots, hyphens and underscores.</summary>
    public required string Source { get; init; }

    /// <summary>The event's key in that source, up to 400 characters; a second one with the same key changes nothing.</summary>
    public required string Key { get; init; }

    /// <summary>What was done: up to 40 lower-case letters, digits and hyphens (<c>view</c>, <c>open</c>, <c>cart</c>).</summary>
    public required string Kind { get; init; }

    /// <summary>When; now unless said. Not more than an hour ahead, and not before what is kept.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The page or thing, up to 500 characters.</summary>
    public string? Page { get; init; }

    /// <summary>What it is called, up to 400 characters.</summary>
    public string? Title { get; init; }

    /// <summary>Where the visitor came from, up to 1,000 characters.</summary>
    public string? Referrer { get; init; }

    /// <summary>The domain of the company that the visitor came from, where the source can tell (<c>acme.com</c>).</summary>
    public string? CompanyDomain { get; init; }

    /// <summary>More, up to 20 texts and 4,000 characters in all.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>All that says who it was, up to 8: what is seen together is taken for one person.</summary>
    public IReadOnlyList<Identity> Identities { get; init; } = [];
}

/// <summary>Something that tells people apart.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">Its value, up to 320 characters: an address, a number, a cookie's id, for messengers with the channel before it (<c>wechat:wx-778</c>).</param>
public sealed record Identity(IdentityKind Kind, string Value);

/// <summary>What tells people apart.</summary>
public enum IdentityKind
{
    /// <summary>The id of a browser or device.</summary>
    Cookie,
    /// <summary>An e-mail address: leads to the contact that has it.</summary>
    Email,
    /// <summary>A telephone number: leads to the contact that has it, as phone or mobile.</summary>
    Phone,
    /// <summary>A name in a messenger or social network.</summary>
    Messenger,
    /// <summary>The id of a contact, where a link or a sign-in tells it.</summary>
    Contact,
}

/// <summary>What became of a signal.</summary>
/// <param name="Event">The stored event; that of the first one for a repeated signal.</param>
/// <param name="Outcome">Whether it is new. Whom it was taken to be about is not told: who may write events need not be allowed to know people.</param>
public sealed record BehaviourResult(Guid Event, BehaviourOutcome Outcome);

/// <summary>What a signal did.</summary>
public enum BehaviourOutcome
{
    /// <summary>It is stored.</summary>
    Recorded,
    /// <summary>Known already by its key; nothing changed.</summary>
    Repeated,
}
