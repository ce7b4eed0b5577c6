using System.Data.Common;
using CrmKit.Audit;
using CrmKit.Records;
using CrmKit.Storage;
using Microsoft.EntityFrameworkCore;

namespace CrmKit.EntityFrameworkCore;

/// <summary>Seals, checks and forgets the audit. Sealing reads what is committed and writes one row per tenant and turn.</summary>
internal sealed class AuditChainStore(IStoreDatabase database, Func<DbConnection, CrmContext> contextOf, Lazy<BatchWriter> writer) : IAuditChainStore
{
    private static readonly StoreLock Sealing = new("audit-seal"); // one node at a time
    private long? _sealed;

    public async Task<int> SealAsync(int limit, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await database.OpenAsync(cancellationToken);
        var entries = await InReaderAsync(async (context, connection) =>
        {
            var until = await database.SettledAuditAsync(connection, cancellationToken);
            var after = _sealed ??= await SealedAsync(context, cancellationToken);
            return await context.Set<AuditEntry>().IgnoreQueryFilters().Where(e => e.Sequence > after && e.Sequence <= until).OrderBy(e => e.Sequence).Take(limit).ToListAsync(cancellationToken);
        }, cancellationToken);
        if (entries.Count == 0) return 0;

        await using var connection = await database.BeginAsync(null, cancellationToken);
        await connection.LockAsync([Sealing], cancellationToken);
        var context = contextOf(connection.Connection);
        await context.Database.UseTransactionAsync(connection.Transaction, cancellationToken);
        try
        {
            if (await SealedAsync(context, cancellationToken) is var sealedByNow && sealedByNow != _sealed)
            {
                _sealed = sealedByNow; // another node was first
                return 0;
            }
            foreach (var ofTenant in entries.GroupBy(e => e.TenantId))
            {
                var previous = await SealsOf(context, ofTenant.Key).OrderByDescending(s => s.Number).FirstOrDefaultAsync(cancellationToken);
                await writer.Value.WriteAsync(connection, ofTenant.Key, new StoreBatch { Inserts = { AuditChain.Seal(previous, [.. ofTenant], now) } }, null, cancellationToken);
            }
        }
        finally
        {
            context.Database.UseTransaction(null);
        }
        Failpoint.Hit("audit.before-seal");
        await connection.CommitAsync(isStep: false, cancellationToken);
        _sealed = entries[^1].Sequence;
        return entries.Count;
    }

    public Task<AuditHead?> HeadAsync(string tenantId, CancellationToken cancellationToken) => InReaderAsync(async (context, _) =>
        await SealsOf(context, tenantId).OrderByDescending(s => s.Number).Select(s => new AuditHead(s.Number, s.Hash)).FirstOrDefaultAsync(cancellationToken), cancellationToken);

    public Task<AuditVerification> VerifyAsync(string tenantId, AuditHead? head, CancellationToken cancellationToken) =>
        InReaderAsync((context, _) => new AuditVerifier(EntriesOf(context, tenantId), SealsOf(context, tenantId)).RunAsync(head, cancellationToken), cancellationToken);

    public async Task<int?> ForgetAsync(string tenantId, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await database.OpenAsync(cancellationToken);
        await using var connection = await database.BeginAsync(tenantId, cancellationToken);
        await connection.LockAsync([Sealing], cancellationToken);
        var context = contextOf(connection.Connection);
        await context.Database.UseTransactionAsync(connection.Transaction, cancellationToken);
        int removed;
        try
        {
            var seals = SealsOf(context, tenantId);
            if (await seals.Where(s => s.Entries != null).OrderBy(s => s.Number).FirstOrDefaultAsync(cancellationToken) is not { } oldest || oldest.SealedAt >= before) return null;
            removed = await EntriesOf(context, tenantId).Where(e => e.Sequence <= oldest.LastSequence).ExecuteDeleteAsync(cancellationToken);
            await seals.Where(s => s.Number < oldest.Number).ExecuteDeleteAsync(cancellationToken);
            await seals.Where(s => s.Number == oldest.Number).ExecuteUpdateAsync(set => set.SetProperty(s => s.Entries, (string?)null), cancellationToken);
        }
        finally
        {
            context.Database.UseTransaction(null);
        }
        Failpoint.Hit("audit.before-forget");
        await connection.CommitAsync(isStep: false, cancellationToken);
        return removed;
    }

    private static IQueryable<AuditEntry> EntriesOf(CrmContext context, string tenantId) => context.Set<AuditEntry>().IgnoreQueryFilters().Where(e => e.TenantId == tenantId);

    private static IQueryable<AuditSeal> SealsOf(CrmContext context, string tenantId) => context.Set<AuditSeal>().IgnoreQueryFilters().Where(s => s.TenantId == tenantId);

    private static async Task<long> SealedAsync(CrmContext context, CancellationToken cancellationToken) =>
        await context.Set<AuditSeal>().IgnoreQueryFilters().MaxAsync(s => (long?)s.LastSequence, cancellationToken) ?? 0;

    private async Task<T> InReaderAsync<T>(Func<CrmContext, DbConnection, Task<T>> ask, CancellationToken cancellationToken)
    {
        await database.OpenAsync(cancellationToken);
        var connection = await database.RentReaderAsync(TenantReach.All, cancellationToken);
        try
        {
            return await ask(contextOf(connection), connection);
        }
        finally
        {
            database.ReturnReader(connection);
        }
    }
}
