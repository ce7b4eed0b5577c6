using CrmKit.Audit;
using CrmKit.Storage;
using CrmKit.Tables;

namespace CrmKit.Sqlite;

/// <summary>Counters, file by file.</summary>
internal sealed class TenantFileCounters(TenantFileStore files) : ICounterStore
{
    public async Task<int> FoldAsync(int limit, CancellationToken cancellationToken)
    {
        var folded = 0;
        foreach (var tenant in files.All())
            if (folded < limit) folded += await (await files.StoreAsync(tenant, cancellationToken)).Counters.FoldAsync(limit - folded, cancellationToken);
        return folded;
    }

    public async Task ReplaceAsync(string tenantId, IReadOnlyList<Counter> counters, CancellationToken cancellationToken) =>
        await (await files.StoreAsync(tenantId, cancellationToken)).Counters.ReplaceAsync(tenantId, counters, cancellationToken);
}

/// <summary>The chains of the audit, file by file.</summary>
internal sealed class TenantFileAudit(TenantFileStore files) : IAuditChainStore
{
    public async Task<int> SealAsync(int limit, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var seals = 0;
        foreach (var tenant in files.All())
            if (seals < limit) seals += await (await files.StoreAsync(tenant, cancellationToken)).AuditChain.SealAsync(limit - seals, now, cancellationToken);
        return seals;
    }

    public async Task<AuditVerification> VerifyAsync(string tenantId, AuditHead? head, CancellationToken cancellationToken) => await (await OfAsync(tenantId, cancellationToken)).VerifyAsync(tenantId, head, cancellationToken);

    public async Task<AuditHead?> HeadAsync(string tenantId, CancellationToken cancellationToken) => await (await OfAsync(tenantId, cancellationToken)).HeadAsync(tenantId, cancellationToken);

    public async Task<int?> ForgetAsync(string tenantId, DateTimeOffset before, CancellationToken cancellationToken) =>
        await (await OfAsync(tenantId, cancellationToken)).ForgetAsync(tenantId, before, cancellationToken);

    private async ValueTask<IAuditChainStore> OfAsync(string tenantId, CancellationToken cancellationToken) => (await files.StoreAsync(tenantId, cancellationToken)).AuditChain;
}

/// <summary>Plugins bring no tables of their own where each tenant has a file: what puts a version into force is one transaction, and there is none over many files.</summary>
internal sealed class TenantFilePluginTables(IPluginTableStore host) : IPluginTableStore
{
    public TableSchema Open(string pluginId, IPluginTableSet tables) => throw new CrmRuleException(SqliteErrors.TablesPerTenant(pluginId));

    public void Run(IStoreTransaction transaction, string prefix, IReadOnlyList<string> statements, CancellationToken cancellationToken) => host.Run(transaction, prefix, statements, cancellationToken);

    public IReadOnlyList<string> Misfits(IStoreReader reader, TableSchema schema) => host.Misfits(reader, schema);

    public IReadOnlyList<(string Table, long Rows)> Count(IStoreReader reader, string prefix) => host.Count(reader, prefix);

    public IEnumerable<IReadOnlyList<(string Column, object? Value)>> Read(IStoreReader reader, string table) => host.Read(reader, table);

    public void Drop(IStoreTransaction transaction, string prefix) => host.Drop(transaction, prefix);
}
