namespace CrmKit.Plugins.Isolation;

/// <summary>
/// Makes calls at the bottom of a thread of the pool. When the caller of one call goes on here and makes another, that one is made on this same thread as soon as the caller has returned from
/// it: what awaits has left the stack by then, so the code may loop for ever and holds nobody. A thread change is paid for the first call of a caller, not for each.
/// </summary>
/// <remarks>A caller that does not return but blocks leaves its call to <see cref="CallWatch"/>, which gives it to the pool.</remarks>
internal sealed class CallThread
{
    [ThreadStatic] private static CallThread? _ofThread;
    private PluginInvocation? _next;
    private bool _isOpen;

    /// <summary>Makes a call on the thread of the one before, or on another of the pool.</summary>
    public static void Start(PluginInvocation call)
    {
        if (call.Outer is null && _ofThread is { _isOpen: true } thread)
        {
            (thread._next, thread._isOpen, call.IsNext) = (call, false, true);
            return;
        }
        ThreadPool.UnsafeQueueUserWorkItem(call, preferLocal: true);
    }

    /// <summary>The code has returned and its caller goes on, on this thread.</summary>
    public static void Open()
    {
        if (_ofThread is { } thread) thread._isOpen = true;
    }

    public static void Run(PluginInvocation call)
    {
        var thread = _ofThread ??= new CallThread();
        try
        {
            for (var next = call; next is not null; next = thread.Take()) next.Make();
        }
        finally
        {
            if (thread.Take() is { } left) ThreadPool.UnsafeQueueUserWorkItem(left, preferLocal: true); // the caller threw where nobody awaits: it ends the process, or somebody handled it
        }
    }

    private PluginInvocation? Take()
    {
        var next = _next;
        (_next, _isOpen) = (null, false);
        return next;
    }
}
