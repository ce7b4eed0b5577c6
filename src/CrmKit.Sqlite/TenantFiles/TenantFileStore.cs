using System.Collections.Concurrent;
using CrmKit.EntityFrameworkCore;
using CrmKit.Fields;
using CrmKit.Storage;
using CrmKit.Tables;

namespace CrmKit.Sqlite;

/// <summary>
/// A store for each tenant, each over a file of its own, which is made and brought up to date when the tenant is first asked for. What belongs to no tenant (the list of tenants, definitions, plugins) stands in the host's own file,
/// which is open as long as the process uses any, and so keeps other processes out of all of them.
/// </summary>
internal sealed class TenantFileStore : ICrmStore, IAsyncDisposable, IDisposable
{
    private readonly ConcurrentDictionary<string, TenantFile> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string RecordType, string Field), (FieldDefinition Field, bool Exists)> _indexes = new();
    private readonly TenantFolder _folder;
    private readonly SqliteOptions _options;
    private readonly TenantFile _host;
    private readonly TenantFileOutbox _outbox;
    private long _uses;

    public TenantFileStore(string hostFile, SqliteOptions options, string hostTenant)
    {
        (_folder, _options, HostTenant) = (new TenantFolder(hostFile), options, hostTenant);
        _host = new TenantFile(hostFile, options, null);
        _outbox = new TenantFileOutbox(this);
        _host.Store.Outbox.Committed += _outbox.OnCommitted;
        Counters = new TenantFileCounters(this);
        AuditChain = new TenantFileAudit(this);
        PluginTables = new TenantFilePluginTables(_host.Store.PluginTables);
        Copies = new TenantFileCopies(this);
    }

    /// <summary>Whose rows stand in the host's own file.</summary>
    public string HostTenant { get; }

    /// <summary>The store over the host's own file.</summary>
    public ICrmStore Host => _host.Store;

    public IOutboxStore Outbox => _outbox;

    public ICounterStore Counters { get; }

    public IAuditChainStore AuditChain { get; }

    public IStoreCopies Copies { get; }

    public IPluginTableStore PluginTables { get; }

    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_folder.Path);
        await _host.ReadyAsync([], cancellationToken);
    }

    public async ValueTask<IStoreReader> OpenReaderAsync(string tenantId, CancellationToken cancellationToken) =>
        await (await StoreAsync(tenantId, cancellationToken)).OpenReaderAsync(tenantId, cancellationToken);

    public async ValueTask<IStoreTransaction> BeginAsync(string tenantId, CancellationToken cancellationToken) =>
        await (await StoreAsync(tenantId, cancellationToken)).BeginAsync(tenantId, cancellationToken);

    public async Task<IReadOnlyList<string>> TenantsAsync(CancellationToken cancellationToken) =>
        [.. (await Host.TenantsAsync(cancellationToken)).Where(t => t == HostTenant), .. Files()];

    public async Task SetCustomIndexAsync(string recordType, FieldDefinition field, bool exists, CancellationToken cancellationToken)
    {
        _indexes[(recordType, field.Key)] = (field, exists);
        await Host.SetCustomIndexAsync(recordType, field, exists, cancellationToken);
        foreach (var file in _files.Values.Where(f => f.IsReady)) await file.Store.SetCustomIndexAsync(recordType, field, exists, cancellationToken); // others when they are first used
    }

    public Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken) => ToldAsync(static (store, token) => store.CheckAsync(token), cancellationToken);

    public Task<IReadOnlyList<string>> ScrubAsync(CancellationToken cancellationToken) => ToldAsync(static (store, token) => store.ScrubAsync(token), cancellationToken);

    /// <summary>All that have rows of their own: the host's tenant, and those with a file.</summary>
    public IReadOnlyList<string> All() => [HostTenant, .. Files()];

    /// <summary>The store over a tenant's file, which is made if there is none.</summary>
    public async ValueTask<ICrmStore> StoreAsync(string tenantId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenantId);
        if (tenantId == HostTenant) return Host;
        var file = _files.GetOrAdd(tenantId, key =>
        {
            var added = new TenantFile(_folder.FileOf(key), _options, _host.Store);
            added.Store.Outbox.Committed += _outbox.OnCommitted;
            return added;
        });
        file.LastUse = Interlocked.Increment(ref _uses);
        await file.ReadyAsync(_indexes.Select(i => (i.Key.RecordType, i.Value.Field, i.Value.Exists)), cancellationToken);
        CloseIdle(file);
        return file.Store;
    }

    public void Dispose()
    {
        foreach (var file in _files.Values) file.Dispose();
        _host.Dispose(); // the last: its lock is that of all
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    private IEnumerable<string> Files() => _folder.Tenants().Where(t => t != HostTenant);

    // Those that nobody has used for longest. A file that somebody works with stays open, whatever the limit.
    private void CloseIdle(TenantFile inUse)
    {
        var open = _files.Values.Where(f => f.IsOpen && f != inUse).ToList();
        for (var surplus = open.Count + 1 - _options.OpenTenantFiles; surplus > 0 && open.Count > 0; surplus--)
        {
            var oldest = open.MinBy(f => f.LastUse)!;
            open.Remove(oldest);
            oldest.TryClose();
        }
    }

    private async Task<IReadOnlyList<string>> ToldAsync(Func<ICrmStore, CancellationToken, Task<IReadOnlyList<string>>> ask, CancellationToken cancellationToken)
    {
        var told = new List<string>();
        foreach (var tenant in All()) told.AddRange((await ask(await StoreAsync(tenant, cancellationToken), cancellationToken)).Select(finding => tenant == HostTenant ? finding : $"tenant {tenant}: {finding}"));
        return told;
    }
}
