using CrmKit.Catalog;
using CrmKit.Sessions;

namespace CrmKit.Assignment;

/// <summary>Decides whether records may get, change or lose their owner; sees the whole batch.</summary>
/// <remarks>
/// Asked about every change of owner, whichever way it comes: claiming, assigning, transfer, release, a new record, import, conversion, workflow; also when the system acts.
/// One instance per session. Guards run in ascending order given at registration, then by source, then by declaration.
/// A guard that throws or runs out of time refuses the changes that it was asked about: guards fail closed.
/// </remarks>
public interface IAssignmentGuard
{
    /// <summary>Calls <see cref="AssignmentGuardContext.Refuse"/> for each change that may not happen.</summary>
    ValueTask CheckAsync(AssignmentGuardContext context, CancellationToken cancellationToken);
}

/// <summary>The changes of owner that a guard is asked about.</summary>
public sealed class AssignmentGuardContext
{
    private readonly Action<PendingAssignment, CrmError> _refuse;

    internal AssignmentGuardContext(ICrmSession session, RecordTypeDefinition type, IReadOnlyList<PendingAssignment> assignments, Action<PendingAssignment, CrmError> refuse) =>
        (Session, Type, Assignments, _refuse) = (session, type, assignments, refuse);

    /// <summary>The doors, with the caller's rights, inside the transaction of the change; what it reads is as before the change.</summary>
    public ICrmSession Session { get; }

    /// <summary>The type of all records.</summary>
    public RecordTypeDefinition Type { get; }

    /// <summary>The changes not yet refused; at least one.</summary>
    public IReadOnlyList<PendingAssignment> Assignments { get; }

    /// <summary>Refuses one change.</summary>
    public void Refuse(PendingAssignment assignment, CrmError error) => _refuse(assignment, error);
}

/// <summary>One change of owner under consideration.</summary>
/// <param name="Record">The record with the values it will have.</param>
/// <param name="FromOwnerId">Who has it; <see langword="null"/> for nobody, and for a new record.</param>
/// <param name="ToOwnerId">Who shall have it; <see langword="null"/> for nobody.</param>
/// <param name="Kind">What kind of change that is.</param>
public sealed record PendingAssignment(RootRecord Record, Guid? FromOwnerId, Guid? ToOwnerId, AssignmentKind Kind);

/// <summary>Kinds of changes of owner, told from who has the record, who shall have it and who acts; not from the way that was taken.</summary>
public enum AssignmentKind
{
    /// <summary>A new record begins with an owner.</summary>
    Creation,
    /// <summary>The acting user takes a record that nobody owns.</summary>
    Claim,
    /// <summary>Somebody else gives a user a record that nobody owns.</summary>
    Assignment,
    /// <summary>A record goes from one user to another.</summary>
    Transfer,
    /// <summary>A record goes back to the pool.</summary>
    Release,
}
