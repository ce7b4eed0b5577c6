using CrmKit.Storage;

namespace CrmKit.Sessions;

/// <summary>A transaction shared by nested units: the outermost commits, and one nested unit left without commit dooms all.</summary>
internal sealed class UnitOfWork(IStoreTransaction transaction, Action ended) : IUnitOfWork
{
    private int _depth = 1;
    private int _committed;
    private bool _doomed;
    private bool _isEnded;

    public IStoreTransaction Transaction => transaction;

    public UnitOfWork Nest()
    {
        _depth++;
        return this;
    }

    public async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        _committed++;
        if (_depth > 1) return;
        if (_doomed) throw new InvalidOperationException("A nested unit of work was rolled back; the outer one cannot commit.");
        await transaction.CommitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isEnded) return;
        if (_committed > 0) _committed--;
        else _doomed = true;
        if (--_depth > 0) return;
        await RollBackAsync();
    }

    /// <summary>Ends the transaction, whatever units are open; a no-op after a commit.</summary>
    public async Task RollBackAsync()
    {
        if (_isEnded) return;
        _isEnded = true;
        ended();
        await transaction.DisposeAsync();
    }
}
