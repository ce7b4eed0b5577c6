using System.Collections.Concurrent;

namespace CrmKit.Transfers;

/// <summary>What of this process everybody must see: where something may wait, and what runs here.</summary>
internal sealed class TransferBoard : IDisposable
{
    private readonly ConcurrentDictionary<Guid, RunningTransfer> _running = [];
    private readonly ConcurrentQueue<string> _tenants = [];
    private readonly SemaphoreSlim _woken = new(0);

    /// <summary>Stands in rows as their holder.</summary>
    public Guid Process { get; } = Guid.NewGuid();

    /// <summary>Says that something may wait in a tenant.</summary>
    public void Wake(string tenant)
    {
        _tenants.Enqueue(tenant);
        _woken.Release();
    }

    /// <summary>Waits for a tenant in which something may wait.</summary>
    public async Task<string> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _woken.WaitAsync(cancellationToken);
            if (_tenants.TryDequeue(out var tenant)) return tenant;
        }
    }

    public RunningTransfer? Find(Guid id) => _running.GetValueOrDefault(id);

    /// <summary>Enters one that runs until it is disposed; <paramref name="stopping"/> ends it because the host stops.</summary>
    public RunningTransfer Enter(TransferEntry entry, CancellationToken stopping) => _running[entry.Id] = new RunningTransfer(entry, Leave, stopping);

    private void Leave(RunningTransfer run) => _running.TryRemove(run.Entry.Id, out _);

    public void Dispose() => _woken.Dispose();
}
