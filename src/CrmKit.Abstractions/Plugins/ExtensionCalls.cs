namespace CrmKit.Plugins;

/// <summary>What waits for a call into a source's code; decides how long it may take. Failure rules are the extension points' own.</summary>
internal enum CallKind
{
    /// <summary>A save, a stage or a conversion with its open transaction; points of this kind fail closed.</summary>
    Transaction,

    /// <summary>Somebody waits for an answer: a report, an endpoint, a widget. Fails to a coded error.</summary>
    Request,

    /// <summary>A subscriber with a transaction of its own; the outbox tries again.</summary>
    Event,

    /// <summary>Nobody waits and no transaction is open: effects, jobs. Tried again by whoever called.</summary>
    Background,
}

/// <summary>Why a call brought no result, as text: an exception would keep the plugin's code in memory.</summary>
/// <param name="Reason">For whoever caused the call: says nothing that plugin code wrote.</param>
/// <param name="Detail">For logs, dead letters and administrators: with what the code threw.</param>
internal sealed record CallFault(string Reason, string Detail);

/// <summary>Stands between the engine and the code of a plugin: time, faults, budgets. Sources without one (core, the host's own) are called directly.</summary>
internal interface IExtensionGuard
{
    /// <summary>Calls <paramref name="body"/> off the caller's stack and comes back in time, whatever the body does.</summary>
    /// <returns>Why it failed; <see langword="null"/> when it returned.</returns>
    /// <exception cref="CrmException">What the code threw to refuse, as a copy without its stack.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    ValueTask<CallFault?> CallAsync<TState>(
        ExtensionPoint point, CallKind kind, ICallOwner owner, TState state, Func<TState, CancellationToken, ValueTask> body, CancellationToken cancellationToken);

    /// <summary>Disposes a scope of the plugin's container, which runs plugin code too; never throws.</summary>
    ValueTask DisposeAsync(ICallOwner owner, IAsyncDisposable scope);
}

/// <summary>The session (or delivery) that calls are made for.</summary>
internal interface ICallOwner
{
    /// <summary>The innermost call under way, which what the doors do is charged to; <see langword="null"/> outside calls of plugins.</summary>
    ICallMeter? Current { get; set; }

    /// <summary>Adds to what calls of all plugins did within the transaction under way.</summary>
    /// <returns>All of it; 0 outside transactions.</returns>
    long Spend(CallCost cost, long amount);

    /// <summary>Nobody waits for a call any more, but it may still hold the owner: it must get nothing through it, and the source's scope and lease stay until it ends.</summary>
    void Abandon(Task ended);
}

/// <summary>Charges a call for what it makes the doors do.</summary>
internal interface ICallMeter
{
    /// <summary>What its plugin may ask the doors for.</summary>
    DataPermissions Data { get; }

    /// <exception cref="CrmRuleException"><c>plugin.budget-exceeded</c>.</exception>
    void Charge(CallCost cost, long amount);
}

/// <summary>What calls are charged for.</summary>
internal enum CallCost
{
    /// <summary>Questions to the database.</summary>
    Queries,
    /// <summary>Rows read.</summary>
    Rows,
    /// <summary>Records written.</summary>
    Writes,
    /// <summary>Effects asked for.</summary>
    OutboxItems,
}
