using CrmKit.Plugins.Isolation;

namespace CrmKit.Plugins.Runtime;

/// <summary>Runs a step of a plugin's life on a thread of the pool, within a budget; what it throws comes back as text, because an exception keeps the plugin's code in memory.</summary>
internal sealed class PluginCall(PluginGuard guard, TimeProvider clock)
{
    /// <returns><see langword="null"/> when the step succeeded.</returns>
    public async Task<CrmError?> RunAsync(string step, TimeSpan budget, Func<CancellationToken, ValueTask> body)
    {
        using var timeout = new CancellationTokenSource(budget, clock);
        guard.InFlight.Enter(); // a step that ends the process is found by the next start
        Task<CrmError?> call;
        using (ExecutionContext.SuppressFlow()) // what the plugin starts must not carry the caller's context along
            call = Task.Run(() => GuardedAsync(step, budget, body, timeout.Token), CancellationToken.None);
        try
        {
            return await call.WaitAsync(budget, clock);
        }
        catch (TimeoutException)
        {
            return PluginErrors.TimedOut(guard.PluginId, step, budget);
        }
        finally
        {
            guard.InFlight.Leave();
        }
    }

    private async Task<CrmError?> GuardedAsync(string step, TimeSpan budget, Func<CancellationToken, ValueTask> body, CancellationToken cancellationToken)
    {
        try
        {
            await body(cancellationToken);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return PluginErrors.TimedOut(guard.PluginId, step, budget); // it heeded the token before anybody stopped waiting
        }
        catch (Exception e)
        {
            return PluginErrors.LoadFailed(guard.PluginId, step, FaultText.Of(e));
        }
    }
}
