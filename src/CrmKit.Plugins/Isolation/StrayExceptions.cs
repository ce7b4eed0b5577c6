using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.Loader;
using CrmKit.Plugins.Loading;

namespace CrmKit.Plugins.Isolation;

/// <summary>
/// Exceptions that plugins throw where nobody waits: <c>async void</c>, threads of their own, tasks that nobody awaits. Those with a frame of a plugin on their stack are counted against it
/// and the process lives; all others take their usual course. One handler per process, however many hosts are in it.
/// </summary>
internal static class StrayExceptions
{
    private static readonly Lock Turn = new();
    private static bool _isSet;

    /// <summary>Sets the handlers once; <see langword="false"/> when the host has an unhandled-exception handler of its own, which stays.</summary>
    public static bool Watch()
    {
        lock (Turn)
        {
            if (_isSet) return true;
            try
            {
                ExceptionHandling.SetUnhandledExceptionHandler(static exception => Attribute(exception, "code outside any call"));
            }
            catch (InvalidOperationException)
            {
                return false;
            }
            TaskScheduler.UnobservedTaskException += static (_, e) =>
            {
                if (Attribute(e.Exception, "a task that nobody awaited")) e.SetObserved();
            };
            return _isSet = true;
        }
    }

    // In a frame of its own and as text only: nothing of the plugin may stay behind.
    private static bool Attribute(Exception exception, string where)
    {
        try
        {
            if (ContextOf(exception) is not { Guard: { } guard }) return false;
            guard.Strayed(where, FaultText.Of(exception));
            return true;
        }
        catch (Exception)
        {
            return false; // the usual course is the safe one
        }
    }

    private static PluginLoadContext? ContextOf(Exception exception)
    {
        if (exception is AggregateException many)
            return many.InnerExceptions.Select(ContextOf).FirstOrDefault(c => c is not null);
        foreach (var frame in new StackTrace(exception).GetFrames())
            if (frame.GetMethod()?.Module.Assembly is { } assembly && AssemblyLoadContext.GetLoadContext(assembly) is PluginLoadContext context) return context;
        return AssemblyLoadContext.GetLoadContext(exception.GetType().Assembly) as PluginLoadContext ?? (exception.InnerException is { } inner ? ContextOf(inner) : null);
    }
}
