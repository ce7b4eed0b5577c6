namespace CrmKit.Behaviour;

/// <summary>The door to behaviour: what people did where we see it, and who they are.</summary>
/// <remarks>
/// Scoped to a session; not thread safe. Events are records of type <c>behaviour-event</c>: lists, filters, exports and <c>any(behaviour-events, …)</c> read them like all others, with the rights of the contact they are about;
/// what nobody is known for is seen by those who may read all contacts. Changes of contacts and accounts (another address, a merge, its undoing) move events through the outbox, a moment later.
/// </remarks>
public interface IBehaviour
{
    /// <summary>Stores events, each once per source and key, all or none; up to 1,000 at once.</summary>
    /// <exception cref="CrmValidationException"><c>behaviour.…</c>: all that is wrong, with the index of the signal.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>: it takes the right to create records of type <c>behaviour-event</c>.</exception>
    Task<IReadOnlyList<BehaviourResult>> RecordAsync(IReadOnlyList<BehaviourSignal> signals, CancellationToken cancellationToken = default);

    /// <summary>What a contact, or the people of an account, did: how often, which pages, when first and last.</summary>
    /// <param name="record">A contact or an account.</param>
    /// <param name="since">Only what happened from then on; <see langword="null"/> for all that is kept.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    /// <exception cref="CrmValidationException"><c>behaviour.type</c>.</exception>
    Task<BehaviourSummary> SummaryAsync(RecordRef record, DateTimeOffset? since = null, CancellationToken cancellationToken = default);

    /// <summary>The identities under which a contact was seen.</summary>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    Task<IReadOnlyList<Identity>> IdentitiesAsync(Guid contactId, CancellationToken cancellationToken = default);

    /// <summary>Identities that lead to more than one contact, so that their events are attached to none, the newest first.</summary>
    /// <param name="limit">At most so many, 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>: it takes the right to read all contacts.</exception>
    Task<IReadOnlyList<AmbiguousVisitor>> AmbiguousAsync(int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Companies whose people were here, by their domain, the busiest first.</summary>
    /// <param name="since">Only what happened from then on.</param>
    /// <param name="limit">At most so many, 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>: it takes the right to read all contacts.</exception>
    Task<IReadOnlyList<VisitingCompany>> CompaniesAsync(DateTimeOffset since, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Removes all events and identities of a contact for good.</summary>
    /// <returns>How many events.</returns>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>: it takes the right to delete the contact.</exception>
    Task<int> EraseAsync(Guid contactId, CancellationToken cancellationToken = default);
}

/// <summary>What somebody did.</summary>
/// <param name="Count">How many events.</param>
/// <param name="FirstAt">The first, in UTC; <see langword="null"/> for none.</param>
/// <param name="LastAt">The last, in UTC; <see langword="null"/> for none.</param>
/// <param name="Kinds">How often what was done.</param>
/// <param name="Pages">The pages, most often seen first, up to 100.</param>
public sealed record BehaviourSummary(long Count, DateTimeOffset? FirstAt, DateTimeOffset? LastAt, IReadOnlyDictionary<string, long> Kinds, IReadOnlyList<PageCount> Pages);

/// <summary>How often a page was seen.</summary>
/// <param name="Page">The page.</param>
/// <param name="Count">How many events.</param>
/// <param name="FirstAt">The first, in UTC.</param>
/// <param name="LastAt">The last, in UTC.</param>
public sealed record PageCount(string Page, long Count, DateTimeOffset FirstAt, DateTimeOffset LastAt);

/// <summary>Identities seen together that lead to more than one contact, or to too many others to mean one person.</summary>
/// <param name="VisitorId">The events' <see cref="BehaviourEvent.VisitorId"/>.</param>
/// <param name="Identities">The identities.</param>
/// <param name="Contacts">The contacts that may be meant; none when a device is shared by too many to tell.</param>
/// <param name="LastAt">When they were seen last, in UTC.</param>
public sealed record AmbiguousVisitor(Guid VisitorId, IReadOnlyList<Identity> Identities, IReadOnlyList<Guid> Contacts, DateTimeOffset LastAt);

/// <summary>A company whose people were here.</summary>
/// <param name="Domain">Its domain.</param>
/// <param name="AccountId">The one account with that domain; <see langword="null"/> for none, or for several.</param>
/// <param name="Count">How many events.</param>
/// <param name="Visitors">Of how many visitors that can be told apart.</param>
/// <param name="LastAt">The last, in UTC.</param>
public sealed record VisitingCompany(string Domain, Guid? AccountId, long Count, long Visitors, DateTimeOffset LastAt);
