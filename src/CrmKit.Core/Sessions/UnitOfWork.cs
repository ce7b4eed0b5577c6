using CrmKit.Storage;

namespace CrmKit.Sessions;

/// <summary>A transaction shared by nested units: the outermost commits, and one nested unit left without commit dooms all.</summary>
internal sealed class UnitOfWork(IStoreTransaction transaction, Action ended) : IUnitOfWork
{
    private readonly List<Action> _afterCommit = [];
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

    /// <summary>Runs something once all is committed, by the outermost unit: wakes whoever looks for what was written.</summary>
    public void AfterCommit(Action act) => _afterCommit.Add(act);

    /// <summary>Runs something that, when a door refuses it, is undone without harm to the rest of the transaction.</summary>
    /// <returns>The refusal, or <see langword="null"/>.</returns>
    public async Task<CrmException?> TryAsync(Func<Task> act, CancellationToken cancellationToken = default)
    {
        var (depth, committed, doomed) = (_depth, _committed, _doomed);
        await using var savepoint = await transaction.SavepointAsync(cancellationToken);
        try
        {
            await act();
            savepoint.Release();
            return null;
        }
        catch (CrmException refusal) when (!IsOfStore(refusal))
        {
            (_depth, _committed, _doomed) = (depth, committed, doomed); // what inner units left behind is undone with them
            return refusal;
        }
    }

    // The database itself could not: a part of the work would fare no better.
    private static bool IsOfStore(CrmException failure) => failure.Errors[0].Code.StartsWith("store.", StringComparison.Ordinal);

    public async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        _committed++;
        if (_depth > 1) return;
        if (_doomed) throw new InvalidOperationException("A nested unit of work was rolled back; the outer one cannot commit.");
        Failpoint.Hit("work.before-commit");
        await transaction.CommitAsync(cancellationToken);
        Failpoint.Hit("work.after-commit");
        foreach (var act in _afterCommit) act();
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
