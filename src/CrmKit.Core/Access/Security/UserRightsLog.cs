using CrmKit.Planning;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Access;

/// <summary>Notes, in the transaction that does it, who changes what a user may do.</summary>
internal sealed class UserRightsLog : IAfterSave
{
    private static readonly string[] OfRights = ["roles", "teamId", "email", "isActive"];

    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var session = (CrmSession)context.Session;
        var batch = new StoreBatch();
        foreach (var change in context.Changes)
            if (What(context, change) is { } what)
                batch.Inserts.Add(new SecurityLogEntry
                {
                    Id = SequentialGuid.Next(),
                    TenantId = session.TenantId,
                    At = session.Now,
                    Kind = SecurityKinds.RightsChanged,
                    UserId = change.After.Id,
                    ActorId = session.Actor.UserId,
                    Detail = what,
                });
        if (batch.Inserts.Count > 0) await session.Transaction!.WriteAsync(batch, cancellationToken);
    }

    // The audit has the values; here stands that they moved.
    private static string? What(SaveContext context, PendingChange change)
    {
        if (change.Operation is RecordOperation.Delete or RecordOperation.Restore) return change.Operation == RecordOperation.Delete ? "deleted" : "restored";
        if (change.Before is null) return ((User)change.After).Roles is { } roles ? $"created: {roles}" : null;
        var changed = OfRights.Where(key => change.HasChanged(context.Type.Field(key))).ToList();
        return changed.Count == 0 ? null : "changed: " + string.Join(", ", changed);
    }
}
