namespace CrmKit.Persons;

/// <summary>The door to what is kept about one person: gives it out, and erases it.</summary>
/// <remarks>
/// Scoped to a session; not thread safe. A person is a contact or a lead, with all that was merged into it, the leads that became the contact, and everything of any type that refers to one of them.
/// Both acts read and change what the caller himself may not see, so they take the right to administer the record's type.
/// </remarks>
public interface IPersons
{
    /// <summary>Makes a link to everything that is kept about a person: it works once, for the caller alone, for 15 minutes. Nothing is written into a file before it is used.</summary>
    /// <param name="person">A contact or a lead, alive or deleted.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>person.forbidden</c>.</exception>
    /// <exception cref="CrmValidationException"><c>person.type</c>: records of the type are about no person.</exception>
    Task<PersonExportLink> RequestExportAsync(RecordRef person, CancellationToken cancellationToken = default);

    /// <summary>Writes what a link promises, as JSON; the link is used up before the first byte.</summary>
    /// <param name="token">The secret part of the link.</param>
    /// <param name="output">Where to.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="CrmNotFoundException"><c>person.link-unknown</c>: it was used, is too old, or is somebody else's.</exception>
    /// <exception cref="CrmForbiddenException"><c>person.forbidden</c>: the caller has lost the right since.</exception>
    Task WriteExportAsync(string token, Stream output, CancellationToken cancellationToken = default);

    /// <summary>Says what an erasure would take away, and takes nothing.</summary>
    /// <param name="person">A contact or a lead, alive or deleted.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>person.forbidden</c>.</exception>
    /// <exception cref="CrmValidationException"><c>person.type</c>.</exception>
    Task<ErasureForecast> ForeseeErasureAsync(RecordRef person, CancellationToken cancellationToken = default);

    /// <summary>Erases a person: every personal value, in records, history and all that CrmKit keeps beside them. Cannot be undone.</summary>
    /// <param name="person">A contact or a lead, alive or deleted.</param>
    /// <param name="ground">Why, for the audit; a free text could name the person again.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <remarks>
    /// Afterwards no query finds the values; what a database keeps of removed rows in its files goes with <see cref="ScrubAsync"/>. That it happened is remembered as a hash of the record's id, so that a backup restored later is erased again.
    /// </remarks>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>person.forbidden</c>.</exception>
    /// <exception cref="CrmValidationException"><c>person.type</c>.</exception>
    /// <exception cref="CrmRuleException"><c>person.plugin-failed</c>: a plugin could not erase what it keeps; nothing was erased.</exception>
    Task<ErasureReport> EraseAsync(RecordRef person, ErasureGround? ground = null, CancellationToken cancellationToken = default);

    /// <summary>Writes the database's files anew, so that nothing of removed rows is left in them. Others wait meanwhile: for quiet hours.</summary>
    /// <returns>What the server did not let CrmKit do, in words; empty when all was done.</returns>
    /// <exception cref="CrmForbiddenException"><c>person.forbidden</c>: it takes the right to administer users.</exception>
    Task<IReadOnlyList<string>> ScrubAsync(CancellationToken cancellationToken = default);

    /// <summary>The hashes that erasures left behind, the oldest first: keep them beside backups.</summary>
    /// <exception cref="CrmForbiddenException"><c>person.forbidden</c>: it takes the right to administer users.</exception>
    Task<IReadOnlyList<string>> ErasuresAsync(CancellationToken cancellationToken = default);

    /// <summary>Erases again whom an older backup brought back.</summary>
    /// <param name="erasures">Hashes, as <see cref="ErasuresAsync"/> gave them; those of persons that are not there are remembered all the same.</param>
    /// <param name="cancellationToken">Cancels between two persons.</param>
    /// <returns>How many persons.</returns>
    /// <exception cref="CrmForbiddenException"><c>person.forbidden</c>: it takes the right to administer users.</exception>
    Task<int> EraseAgainAsync(IReadOnlyCollection<string> erasures, CancellationToken cancellationToken = default);
}

/// <summary>A link to a person's data.</summary>
/// <param name="Token">Its secret part; shown once.</param>
/// <param name="ExpiresAt">Until when it works, in UTC.</param>
public sealed record PersonExportLink(string Token, DateTimeOffset ExpiresAt);

/// <summary>Why a person is erased.</summary>
public enum ErasureGround
{
    /// <summary>The person asked for it.</summary>
    Request,

    /// <summary>What the data were kept for is over.</summary>
    NotNeeded,

    /// <summary>The person took back a consent that they were kept by.</summary>
    ConsentWithdrawn,

    /// <summary>They should not have been kept.</summary>
    Unlawful,

    /// <summary>A law or an authority demands it.</summary>
    Obligation,
}

/// <summary>What an erasure would do.</summary>
/// <param name="Persons">Contacts and leads that would be empty and deleted.</param>
/// <param name="Deleted">Other records that would be, by type: activities about nobody else.</param>
/// <param name="Emptied">Records that would stay and lose their personal values, by type.</param>
/// <param name="Files">How many files would go.</param>
public sealed record ErasureForecast(IReadOnlyList<RecordRef> Persons, IReadOnlyDictionary<string, int> Deleted, IReadOnlyDictionary<string, int> Emptied, int Files);

/// <summary>What an erasure did.</summary>
/// <param name="Persons">Contacts and leads that are empty and deleted now.</param>
/// <param name="Records">Other records that lost personal values, by type.</param>
/// <param name="Traces">What was removed or emptied beside records, by kind: <c>audit</c>, <c>outbox</c>, <c>behaviour</c>…</param>
public sealed record ErasureReport(IReadOnlyList<RecordRef> Persons, IReadOnlyDictionary<string, int> Records, IReadOnlyDictionary<string, int> Traces);
