using CrmKit.Records;
using CrmKit.Storage;

namespace CrmKit.Plugins;

/// <summary>
/// A handler at an extension point, with who brought it. <see cref="CallAsync"/> is the one way to its code: a new extension point takes its handlers from
/// <c>session.Handlers&lt;T&gt;(target)</c>, calls each with the <see cref="CallKind"/> that fits, and turns a fault into an error of its own by its own failure rule:
/// <code>if (await handler.CallAsync(CallKind.Request, context, static (h, c, token) => h.RunAsync(c, token), cancellationToken) is { } fault) throw new CrmRuleException(XErrors.Failed(handler.Name, fault.Reason));</code>
/// What the handler throws to refuse (<see cref="CrmException"/>) comes through; everything else comes back as a fault.
/// </summary>
internal readonly struct Handler<T>(ExtensionScopes scopes, ExtensionSource source, ExtensionPoint point) where T : class
{
    public string Source => source.Id;
    public string Name => point.Name;
    public bool IsBestEffort => point.IsBestEffort;
    public IReadOnlyList<string>? OnChangeOf => point.OnChangeOf;
    public IReadOnlyList<SavesAttribute> Saves => point.Saves;

    /// <summary>Calls the handler: code of loaded plugins through their guard, the host's own directly.</summary>
    /// <returns>Why it failed; <see langword="null"/> when it returned.</returns>
    public ValueTask<CallFault?> CallAsync<TState>(CallKind kind, TState state, Func<T, TState, CancellationToken, ValueTask> call, CancellationToken cancellationToken) =>
        source.Guard is { } guard
            ? guard.CallAsync(point, kind, scopes, (Handler: this, state, call), static (c, token) => c.call(c.Handler.Instance, c.state, token), cancellationToken)
            : DirectAsync(kind, state, call, cancellationToken);

    /// <summary>As <see cref="CallAsync{TState}(CallKind, TState, Func{T, TState, CancellationToken, ValueTask}, CancellationToken)"/>, for handlers that answer.</summary>
    public async ValueTask<(TResult? Result, CallFault? Fault)> AskAsync<TState, TResult>(
        CallKind kind, TState state, Func<T, TState, CancellationToken, ValueTask<TResult>> call, CancellationToken cancellationToken)
    {
        var answer = new Answer<TResult>();
        var fault = await CallAsync(kind, (state, call, answer), static async (h, c, token) => c.answer.Value = await c.call(h, c.state, token), cancellationToken);
        return (answer.Value, fault);
    }

    private T Instance => (T)scopes.Instance(source, point);

    private async ValueTask<CallFault?> DirectAsync<TState>(CallKind kind, TState state, Func<T, TState, CancellationToken, ValueTask> call, CancellationToken cancellationToken)
    {
        var outer = scopes.Current;
        // What the host's own code does is not charged to the plugin that caused it, nor held to its permissions; but an answer (a report, a figure) goes back to who asked.
        scopes.Current = source.Meter ?? (kind == CallKind.Request ? outer : null);
        try
        {
            var running = call(Instance, state, cancellationToken);
            if (running.IsCompletedSuccessfully || source.Id == CoreSource.Id) await running;
            else await scopes.UntilCancelledAsync(running.AsTask(), cancellationToken);
            return null;
        }
        catch (Exception failure) when (kind != CallKind.Request // a bug of the host's own, to be seen as one
            && failure is not (CrmException or StoreDuplicateException) && !(failure is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            var text = $"{failure.GetType().Name}: {failure.Message}";
            return new CallFault(text, text);
        }
        finally
        {
            scopes.Current = outer;
        }
    }

    private sealed class Answer<TResult>
    {
        public TResult? Value;
    }
}
