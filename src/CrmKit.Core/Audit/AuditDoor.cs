using CrmKit.Access;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Audit;

/// <summary>The audit for people: pages of it, records as they were, and whether it is whole.</summary>
internal sealed class AuditDoor(CrmSession session, ICrmStore store, AuditSearch search, RecordPast past) : IAudit
{
    public Task<AuditPage> SearchAsync(AuditQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return search.RunAsync(query, cancellationToken);
    }

    public Task<RecordAsAt> AsAtAsync(RecordRef record, DateTimeOffset at, CancellationToken cancellationToken = default) => past.AtAsync(record, at, cancellationToken);

    public async Task<AuditVerification> VerifyAsync(AuditHead? head = null, CancellationToken cancellationToken = default)
    {
        await AdministratorRights.DemandAsync(session, AuditErrors.Forbidden, cancellationToken);
        await session.ReaderAsync(cancellationToken); // the database is up to date
        return await store.AuditChain.VerifyAsync(session.TenantId, head, cancellationToken);
    }

    public async Task<AuditHead?> HeadAsync(CancellationToken cancellationToken = default)
    {
        await AdministratorRights.DemandAsync(session, AuditErrors.Forbidden, cancellationToken);
        await session.ReaderAsync(cancellationToken);
        return await store.AuditChain.HeadAsync(session.TenantId, cancellationToken);
    }
}
