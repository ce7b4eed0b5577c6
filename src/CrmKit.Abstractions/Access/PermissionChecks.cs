using CrmKit.Sessions;

namespace CrmKit.Access;

/// <summary>Whether an actor has what something requires.</summary>
internal static class PermissionChecks
{
    /// <summary>The first operation that is not permitted in the scope that is asked for; <see langword="null"/> when all are.</summary>
    public static async ValueTask<Operations?> MissingAsync(this ICrmSession session, Permission required, CancellationToken cancellationToken)
    {
        var type = session.Catalog.Type(required.RecordType);
        foreach (var operation in Enum.GetValues<Operations>().Where(o => int.IsPow2((int)o) && required.Operations.HasFlag(o)))
            if (!(await session.Access.ScopeAsync(type, operation, cancellationToken)).Includes(required.Scope)) return operation;
        return null;
    }
}
