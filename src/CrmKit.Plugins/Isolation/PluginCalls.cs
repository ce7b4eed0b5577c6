namespace CrmKit.Plugins;

/// <summary>What the calls of one plugin did since the process started, all its generations together. Immutable; plain text and numbers.</summary>
public sealed record PluginCalls
{
    /// <summary>Nothing yet.</summary>
    public static PluginCalls None { get; } = new();

    /// <summary>Calls made.</summary>
    public long Count { get; init; }

    /// <summary>Calls under way.</summary>
    public int UnderWay { get; init; }

    /// <summary>Calls that threw, took too long, or asked for more than their budget. Refusals are none.</summary>
    public long Faults { get; init; }

    /// <summary>Of the faults, those that took too long.</summary>
    public long TimedOut { get; init; }

    /// <summary>Of those, the ones that did not heed the cancellation token either, so that nobody waited for them any more.</summary>
    public long Abandoned { get; init; }

    /// <summary>Abandoned calls that still run.</summary>
    public int StillRunning { get; init; }

    /// <summary>Of those, the ones that occupy a thread: endless loops and blocking waits. Only a restart of the process gets a thread back.</summary>
    public int LostThreads { get; init; }

    /// <summary>Calls refused unasked because the point was suspended after repeated faults.</summary>
    public long Suspended { get; init; }

    /// <summary>Exceptions outside calls: in threads of its own, async void methods and tasks that nobody awaited.</summary>
    public long StrayExceptions { get; init; }

    /// <summary>Time spent in its calls, without the calls of other plugins that they caused.</summary>
    public TimeSpan Time { get; init; }

    /// <summary>Reads asked for.</summary>
    public long Queries { get; init; }

    /// <summary>Rows read.</summary>
    public long Rows { get; init; }

    /// <summary>Records written.</summary>
    public long Writes { get; init; }

    /// <summary>Effects asked for.</summary>
    public long OutboxItems { get; init; }

    /// <summary>The last fault with what the code threw; <see langword="null"/> when there was none. For administrators: it may hold data.</summary>
    public string? LastFault { get; init; }

    /// <summary>When that was, in UTC.</summary>
    public DateTimeOffset? LastFaultAt { get; init; }

    /// <summary>The extension points that are suspended now, as handler names; empty when all is well.</summary>
    public IReadOnlyList<string> SuspendedPoints { get; init; } = [];
}
