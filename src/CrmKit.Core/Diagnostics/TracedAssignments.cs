using CrmKit.Assignment;

namespace CrmKit.Diagnostics;

/// <summary>The assignment door, measured.</summary>
internal sealed class TracedAssignments(IAssignments inner, DoorTrace trace) : IAssignments
{
    public Task AssignAsync(IReadOnlyList<RecordRef> records, Guid ownerId, Guid? teamId = null, CancellationToken cancellationToken = default) =>
        trace.RunAsync("assignments.assign", null, records?.Count, () => inner.AssignAsync(records!, ownerId, teamId, cancellationToken));

    public Task ClaimAsync(IReadOnlyList<RecordRef> records, CancellationToken cancellationToken = default) =>
        trace.RunAsync("assignments.claim", null, records?.Count, () => inner.ClaimAsync(records!, cancellationToken));

    public Task ReleaseAsync(IReadOnlyList<RecordRef> records, Guid? teamId = null, CancellationToken cancellationToken = default) =>
        trace.RunAsync("assignments.release", null, records?.Count, () => inner.ReleaseAsync(records!, teamId, cancellationToken));

    public Task<int> TransferAsync(Guid fromOwnerId, Guid toOwnerId, CancellationToken cancellationToken = default) =>
        trace.RunAsync("assignments.transfer", null, null, () => inner.TransferAsync(fromOwnerId, toOwnerId, cancellationToken));
}
