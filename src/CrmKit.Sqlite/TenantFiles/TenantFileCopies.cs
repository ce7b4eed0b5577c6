using CrmKit.Storage;

namespace CrmKit.Sqlite;

/// <summary>Whole tenants out of their files and into them. Each file is copied as of a moment of its own: tenants share nothing that could disagree.</summary>
internal sealed class TenantFileCopies(TenantFileStore files) : IStoreCopies
{
    public string Schema => files.Host.Copies.Schema;

    public async Task<IStoreSnapshot> OpenAsync(CancellationToken cancellationToken) => new Snapshot(files, await files.Host.Copies.OpenAsync(cancellationToken));

    public IEnumerable<IReadOnlyList<string>> Together(IReadOnlyList<string> tenants) => tenants.Select(t => (IReadOnlyList<string>)[t]);

    public Task ClearAsync(IStoreTransaction transaction, string tenantId, CancellationToken cancellationToken) => files.Host.Copies.ClearAsync(transaction, tenantId, cancellationToken);

    public Task<bool> IsEmptyAsync(IStoreTransaction transaction, string tenantId, CancellationToken cancellationToken) => files.Host.Copies.IsEmptyAsync(transaction, tenantId, cancellationToken);

    public Task<long> ReadAsync(IStoreTransaction transaction, string tenantId, string table, Stream input, CancellationToken cancellationToken) =>
        files.Host.Copies.ReadAsync(transaction, tenantId, table, input, cancellationToken); // where to is the transaction's own file

    public async Task<IReadOnlyList<string>> UnfinishedAsync(CancellationToken cancellationToken)
    {
        var unfinished = new List<string>();
        foreach (var tenant in files.All()) unfinished.AddRange((await (await files.StoreAsync(tenant, cancellationToken)).Copies.UnfinishedAsync(cancellationToken)).Where(t => t == tenant));
        return unfinished;
    }

    private sealed class Snapshot(TenantFileStore files, IStoreSnapshot host) : IStoreSnapshot
    {
        private (string Tenant, IStoreSnapshot Rows)? _open;

        public IReadOnlyList<string> Tables => host.Tables;

        public Task<IReadOnlyList<string>> TenantsAsync(CancellationToken cancellationToken) => Task.FromResult(files.All());

        public async Task<long> WriteAsync(string tenantId, string table, Stream output, CancellationToken cancellationToken)
        {
            if (tenantId == files.HostTenant) return await host.WriteAsync(tenantId, table, output, cancellationToken);
            if (_open?.Tenant != tenantId)
            {
                await CloseAsync();
                _open = (tenantId, await (await files.StoreAsync(tenantId, cancellationToken)).Copies.OpenAsync(cancellationToken));
            }
            return await _open.Value.Rows.WriteAsync(tenantId, table, output, cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await CloseAsync();
            await host.DisposeAsync();
        }

        private async ValueTask CloseAsync()
        {
            if (_open is not { } open) return;
            _open = null;
            await open.Rows.DisposeAsync();
        }
    }
}
