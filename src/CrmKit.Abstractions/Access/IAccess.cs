using System.Linq.Expressions;
using CrmKit.Catalog;

namespace CrmKit.Access;

/// <summary>The door of rights: a predicate on every query, a check on every write, and the reason for every answer.</summary>
/// <remarks>Scoped to a session; roles and teams are read once per session.</remarks>
public interface IAccess
{
    /// <summary>The widest scope that the actor's roles give for an operation on a type. Single records may be shared with him beyond it.</summary>
    ValueTask<AccessScope> ScopeAsync(RecordTypeDefinition type, Operations operation, CancellationToken cancellationToken = default);

    /// <summary>The records of a class on which the actor may do something; constant true for the system, constant false without permission.</summary>
    ValueTask<Expression<Func<T, bool>>> PredicateAsync<T>(RecordTypeDefinition type, Operations operation, CancellationToken cancellationToken = default) where T : Record;

    /// <summary>Whether the actor may do something to records, one answer per record, in order.</summary>
    ValueTask<IReadOnlyList<bool>> MayAsync(RecordTypeDefinition type, Operations operation, IReadOnlyList<Record> records, CancellationToken cancellationToken = default);

    /// <summary>The keys of fields of a type that the actor may not read.</summary>
    ValueTask<IReadOnlySet<string>> HiddenFieldsAsync(RecordTypeDefinition type, CancellationToken cancellationToken = default);

    /// <summary>The keys of fields of a type that the actor may not write.</summary>
    ValueTask<IReadOnlySet<string>> ReadOnlyFieldsAsync(RecordTypeDefinition type, CancellationToken cancellationToken = default);

    /// <summary>Why a user may or may not do something; asking about others needs the right to administer users.</summary>
    /// <param name="userId">The user; <see langword="null"/> means the actor.</param>
    /// <param name="operation">What.</param>
    /// <param name="type">To records of which type.</param>
    /// <param name="recordId">To which record; <see langword="null"/> means to any.</param>
    /// <param name="field">In which field; <see langword="null"/> means the record.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    Task<AccessExplanation> ExplainAsync(Guid? userId, Operations operation, string type, Guid? recordId = null, string? field = null, CancellationToken cancellationToken = default);

    /// <summary>Opens records to users and teams; the same recipient again replaces what was shared with him. All or nothing, and in the record's history.</summary>
    /// <remarks>Whoever may assign a record by a role may share it, to read; to write, whoever may also change it. What was only shared with the actor is not his to pass on.</remarks>
    /// <param name="records">Records that have an owner.</param>
    /// <param name="shares">With whom.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.share-forbidden</c>.</exception>
    /// <exception cref="CrmValidationException"><c>access.share-recipient</c>, <c>access.share-ended</c>, <c>access.share-limit</c>.</exception>
    /// <exception cref="CrmRuleException"><c>access.not-shareable</c>: records of the type have no owner.</exception>
    Task ShareAsync(IReadOnlyList<RecordRef> records, IReadOnlyList<RecordShare> shares, CancellationToken cancellationToken = default);

    /// <summary>Takes a share back. Whoever may share a record may revoke each of its shares; everybody may give back what was shared with him.</summary>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>, <c>access.share-unknown</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.share-forbidden</c>.</exception>
    Task RevokeShareAsync(RecordRef record, Guid recipientId, CancellationToken cancellationToken = default);

    /// <summary>With whom a record is shared now, oldest first; whoever may read it may know.</summary>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    Task<IReadOnlyList<RecordShare>> SharesAsync(RecordRef record, CancellationToken cancellationToken = default);

    /// <summary>What is shared with the actor or his team now, and he may read: latest first, each record once. Nothing for the system.</summary>
    /// <param name="most">How many at most: 1 to 200.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is out of its range.</exception>
    Task<IReadOnlyList<ReceivedShare>> SharedWithMeAsync(int most = 50, CancellationToken cancellationToken = default);

    /// <summary>Records as another user would see them now: his rights decide, and what the actor may not read himself stays hidden too. Nothing is changed; who looked stands in the security log as <see cref="SecurityKinds.SeenAs"/>.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="query">The question; <c>me()</c> is the user. Referenced records do not come along.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>: the actor does not administer users; <c>access.user-inactive</c>; <c>filter.field-forbidden</c>: one of the two may not read a field of the filter.</exception>
    /// <exception cref="CrmValidationException"><c>filter.…</c>, <c>query.…</c></exception>
    Task<SeenAs> SeeAsAsync(Guid userId, RecordQuery query, CancellationToken cancellationToken = default);

    /// <summary>What a user's roles permit; asking about others needs the right to administer users.</summary>
    /// <param name="userId">The user; <see langword="null"/> means the actor.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>, <c>access.user-inactive</c>.</exception>
    Task<RightsMatrix> RightsOfUserAsync(Guid? userId = null, CancellationToken cancellationToken = default);

    /// <summary>What somebody who holds just these roles may do; needs the right to administer users.</summary>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    /// <exception cref="CrmValidationException"><c>user.role-unknown</c>.</exception>
    Task<RightsMatrix> RightsOfRolesAsync(IReadOnlyCollection<string> roles, CancellationToken cancellationToken = default);
}

/// <summary>An answer with its reason.</summary>
/// <param name="IsAllowed">Whether it is allowed.</param>
/// <param name="Scope">The scope found.</param>
/// <param name="Reason">In a sentence: which role permits or what is missing.</param>
/// <param name="Roles">The roles that decided.</param>
/// <param name="Way">How the record was reached; <see cref="AccessWay.None"/> when no record was asked about or it is out of reach.</param>
public sealed record AccessExplanation(bool IsAllowed, AccessScope Scope, string Reason, IReadOnlyList<string> Roles, AccessWay Way = AccessWay.None)
{
    /// <summary>The reason in the languages that CrmKit speaks.</summary>
    public LocalizedText Text { get; init; } = new(Reason);
}

/// <summary>What a user would see.</summary>
/// <param name="Page">The records, with all fields hidden that one of the two may not read.</param>
/// <param name="MayChange">Whether the user may change each of them, in order.</param>
/// <param name="Withheld">How many of the page the actor may not read himself; they are left out.</param>
public sealed record SeenAs(RecordPage Page, IReadOnlyList<bool> MayChange, int Withheld);

/// <summary>How somebody reaches a record.</summary>
public enum AccessWay
{
    /// <summary>He does not.</summary>
    None,
    /// <summary>His roles reach all records.</summary>
    All,
    /// <summary>He owns it.</summary>
    Owner,
    /// <summary>It is of his team.</summary>
    Team,
    /// <summary>It is of a team below his.</summary>
    TeamTree,
    /// <summary>It lies in a territory of his or of his team.</summary>
    Territory,
    /// <summary>It was shared with him or with his team.</summary>
    Share,
}
