namespace CrmKit.Assignment;

/// <summary>The door to ownership: nothing else changes owner or team.</summary>
/// <remarks>Scoped to a session; not thread safe.</remarks>
public interface IAssignments
{
    /// <summary>Gives records to a user; the team becomes the user's unless given.</summary>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    /// <exception cref="CrmRuleException"><c>assignment.user-inactive</c>, <c>assignment.not-ownable</c>.</exception>
    Task AssignAsync(IReadOnlyList<RecordRef> records, Guid ownerId, Guid? teamId = null, CancellationToken cancellationToken = default);

    /// <summary>Takes records without an owner for the acting user.</summary>
    /// <exception cref="CrmConflictException"><c>assignment.claimed</c>: somebody else was first.</exception>
    Task ClaimAsync(IReadOnlyList<RecordRef> records, CancellationToken cancellationToken = default);

    /// <summary>Puts records back into a team's pool: no owner.</summary>
    Task ReleaseAsync(IReadOnlyList<RecordRef> records, Guid? teamId = null, CancellationToken cancellationToken = default);

    /// <summary>Gives all records of one user to another, of every type; returns how many.</summary>
    Task<int> TransferAsync(Guid fromOwnerId, Guid toOwnerId, CancellationToken cancellationToken = default);
}
