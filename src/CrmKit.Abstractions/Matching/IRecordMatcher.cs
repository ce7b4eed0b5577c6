using CrmKit.Sessions;

namespace CrmKit.Matching;

/// <summary>Finds existing records that are about the same person, company or thing as given ones; sees the whole batch.</summary>
/// <remarks>
/// Asked by intake (a lead that is open already), by conversion (the account and contact of a lead), and by whoever looks for duplicates. All matchers for a pair of types are asked; of what they find for a record the
/// most confident counts, at equal confidence what the earlier matcher found, and of one matcher the first. One instance per session.
/// A matcher that throws or runs out of time finds nothing, and the log says so.
/// </remarks>
public interface IRecordMatcher
{
    /// <summary>Calls <see cref="MatchContext.Found"/> for each match; reads through the session, so that nobody is told of records that he may not see.</summary>
    ValueTask MatchAsync(MatchContext context, CancellationToken cancellationToken);
}

/// <summary>What is looked for.</summary>
public sealed class MatchContext
{
    private readonly Action<MatchProbe, Match> _found;
    private readonly string _matcher;

    internal MatchContext(ICrmSession session, RecordTypeDefinition type, IReadOnlyList<MatchProbe> probes, string matcher, Action<MatchProbe, Match> found) =>
        (Session, Type, Probes, _matcher, _found) = (session, type, probes, matcher, found);

    /// <summary>The doors, with the rights of whoever looks.</summary>
    public ICrmSession Session { get; }

    /// <summary>The type of the records to find.</summary>
    public RecordTypeDefinition Type { get; }

    /// <summary>What to find matches for; at least one.</summary>
    public IReadOnlyList<MatchProbe> Probes { get; }

    /// <summary>Names a match.</summary>
    /// <param name="probe">One of <see cref="Probes"/>.</param>
    /// <param name="record">A stored record of <see cref="Type"/>.</param>
    /// <param name="confidence">Above 0, at most 1. From <see cref="Match.Certain"/> on CrmKit acts on it by itself; below, people are shown it.</param>
    /// <param name="reason">Why, for people: <c>same e-mail address</c>.</param>
    public void Found(MatchProbe probe, Record record, decimal confidence, string reason)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(confidence);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(confidence, 1);
        if (Session.Catalog.TypeOf(record).Key != Type.Key) throw new ArgumentException($"The record is not of type '{Type.Key}'.", nameof(record));
        _found(probe, new Match(record, confidence, reason, _matcher));
    }
}

/// <summary>A record to find matches for; it need not be stored.</summary>
/// <param name="Record">The record, with the values known so far.</param>
public sealed record MatchProbe(Record Record)
{
    /// <summary>The account to prefer when several contacts match; <see langword="null"/> for none.</summary>
    public Guid? AccountId { get; init; }
}

/// <summary>An existing record that matches.</summary>
/// <param name="Record">The record.</param>
/// <param name="Confidence">Above 0, at most 1.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Matcher">Who found it: source and class.</param>
public sealed record Match(Record Record, decimal Confidence, string Reason, string Matcher)
{
    /// <summary>From this confidence on CrmKit takes two records for the same without asking.</summary>
    public const decimal Certain = 0.8m;
}

/// <summary>The door to matches: duplicates of a record, and records of other types that it is about.</summary>
/// <remarks>Scoped to a session; not thread safe.</remarks>
public interface IMatches
{
    /// <summary>All records that matchers find for each probe, the most confident first, without the probe itself.</summary>
    /// <param name="from">The type of the probes.</param>
    /// <param name="to">The type of the records to find; the same one for duplicates.</param>
    /// <param name="probes">What to find matches for.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>One list per probe, in order.</returns>
    /// <exception cref="CrmNotFoundException"><c>catalog.type-unknown</c>.</exception>
    Task<IReadOnlyList<IReadOnlyList<Match>>> FindAsync(string from, string to, IReadOnlyList<MatchProbe> probes, CancellationToken cancellationToken = default);
}
