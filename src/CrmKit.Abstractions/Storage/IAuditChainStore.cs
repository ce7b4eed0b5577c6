using CrmKit.Audit;

namespace CrmKit.Storage;

/// <summary>Keeps the chain over the audit, behind the writes and beside them: no write waits for it.</summary>
internal interface IAuditChainStore
{
    /// <summary>Seals up to so many entries, of all tenants, that are committed and before which nothing can be written any more; returns how many.</summary>
    Task<int> SealAsync(int limit, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Reads the whole chain of a tenant and all that it holds, up to the first flaw.</summary>
    Task<AuditVerification> VerifyAsync(string tenantId, AuditHead? head, CancellationToken cancellationToken);

    /// <summary>The newest seal; <see langword="null"/> when nothing was sealed yet.</summary>
    Task<AuditHead?> HeadAsync(string tenantId, CancellationToken cancellationToken);

    /// <summary>Removes the entries of the oldest seal if it was made before a time; the seal stays and says so. Returns how many, <see langword="null"/> when none is so old.</summary>
    Task<int?> ForgetAsync(string tenantId, DateTimeOffset before, CancellationToken cancellationToken);
}
