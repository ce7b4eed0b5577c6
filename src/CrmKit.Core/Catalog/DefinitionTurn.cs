namespace CrmKit.Catalog;

/// <summary>Lets one definition change at a time in this process, from its check to its place in the catalog: of two, the one that commits last is also put there last.</summary>
internal sealed class DefinitionTurn : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        return new Taken(_turn);
    }

    public void Dispose() => _turn.Dispose();

    private sealed class Taken(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
