namespace CrmKit.Plugins;

/// <summary>The search for the one plugin that causes a trouble. Immutable.</summary>
/// <param name="State">Where it stands.</param>
public sealed record PluginBisection(PluginBisectionState State)
{
    /// <summary>Which question is asked, from 1: is the trouble gone?</summary>
    public int Step { get; init; }

    /// <summary>How many questions there will be at most.</summary>
    public int MostSteps { get; init; }

    /// <summary>The plugins that may be the cause.</summary>
    public IReadOnlyList<string> Suspects { get; init; } = [];

    /// <summary>Those of them that are off while the question stands, with everything that needs them; empty at the end, when all run again.</summary>
    public IReadOnlyList<string> Off { get; init; } = [];

    /// <summary>The cause; <see langword="null"/> unless it was found.</summary>
    public string? Culprit { get; init; }
}

/// <summary>Where the search for a plugin stands.</summary>
public enum PluginBisectionState
{
    /// <summary>Somebody has to say whether the trouble is there.</summary>
    Asking,
    /// <summary>The trouble comes and goes with one plugin. Everything runs as before the search.</summary>
    Found,
    /// <summary>The trouble is there without the last suspect, too: it has another cause, or several. Everything runs as before the search.</summary>
    Inconclusive,
    /// <summary>Somebody gave it up. Everything runs as before the search.</summary>
    Stopped,
}

/// <summary>What an administrator says in the search for a plugin.</summary>
public enum PluginBisectionAct
{
    /// <summary>Begins, with all plugins that run.</summary>
    Start,
    /// <summary>The trouble is gone.</summary>
    Good,
    /// <summary>The trouble is there.</summary>
    Bad,
    /// <summary>Gives up.</summary>
    Stop,
}
