namespace CrmKit.Background;

/// <summary>Ends a wait before its time. Several calls before anybody waits are one.</summary>
internal sealed class WakeUp : IDisposable
{
    private readonly SemaphoreSlim _called = new(0, 1);

    public Task WaitAsync(TimeSpan most, CancellationToken cancellationToken) => _called.WaitAsync(most, cancellationToken);

    public void Call()
    {
        try
        {
            if (_called.CurrentCount == 0) _called.Release();
        }
        catch (SemaphoreFullException)
        {
            // two at once: one is enough
        }
    }

    public void Dispose() => _called.Dispose();
}
