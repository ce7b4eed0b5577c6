using System.Linq.Expressions;
using CrmKit.Catalog;

namespace CrmKit.Access;

/// <summary>The door of rights: a predicate on every query, a check on every write, and the reason for every answer.</summary>
/// <remarks>Scoped to a session; roles and teams are read once per session.</remarks>
public interface IAccess
{
    /// <summary>The widest scope that the actor's roles give for an operation on a type.</summary>
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
}

/// <summary>An answer with its reason.</summary>
/// <param name="IsAllowed">Whether it is allowed.</param>
/// <param name="Scope">The scope found.</param>
/// <param name="Reason">In a sentence: which role permits or what is missing.</param>
/// <param name="Roles">The roles that decided.</param>
public sealed record AccessExplanation(bool IsAllowed, AccessScope Scope, string Reason, IReadOnlyList<string> Roles);
