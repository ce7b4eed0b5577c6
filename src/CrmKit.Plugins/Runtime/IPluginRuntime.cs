using CrmKit.Sessions;

namespace CrmKit.Plugins;

/// <summary>The plugins of this host: what there is, in which state and why, and switching them on and off while the host runs.</summary>
/// <remarks>Singleton, thread safe; changes take turns. For administrators: whoever can enable a plugin runs its code with the rights of the process.</remarks>
public interface IPluginRuntime
{
    /// <summary>All plugins found, by id; of two folders with one id both are listed.</summary>
    IReadOnlyList<PluginStatus> List();

    /// <summary>The plugin with this id; <see langword="null"/> when there is none.</summary>
    PluginStatus? Find(string id);

    /// <summary>Looks through the folder: loads what is new and wanted, tries again what failed and has changed, takes out what is gone. Called at start; safe to call at any time.</summary>
    Task RefreshAsync(CancellationToken cancellationToken = default);

    /// <summary>Loads a plugin out of its folder as it is now and lets it take part; remembered over restarts. A plugin that is enabled stays as it is.</summary>
    /// <exception cref="CrmNotFoundException"><c>plugin.unknown</c>.</exception>
    /// <exception cref="CrmRuleException">It failed: the errors are those of <see cref="PluginStatus.Errors"/>.</exception>
    Task<PluginStatus> EnableAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Takes a plugin out; remembered over restarts. Its records stay in the database, unreadable until it is enabled again.</summary>
    /// <exception cref="CrmNotFoundException"><c>plugin.unknown</c>.</exception>
    /// <exception cref="CrmRuleException"><c>plugin.has-dependents</c>.</exception>
    Task<PluginStatus> DisableAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Puts a freshly loaded generation in the place of the running one, without a moment between; when the new one fails, the running one stays.</summary>
    /// <exception cref="CrmNotFoundException"><c>plugin.unknown</c>.</exception>
    /// <exception cref="CrmRuleException"><c>plugin.not-enabled</c>, or why the new generation failed.</exception>
    Task<PluginStatus> ReloadAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Says what a command would do, what stands against it, what the plugin asks for and what it owns; does nothing.</summary>
    /// <exception cref="CrmNotFoundException"><c>plugin.unknown</c>.</exception>
    /// <exception cref="CrmRuleException">The package is refused, with a code of <c>package.…</c> or <c>plugin.manifest-…</c>.</exception>
    Task<PluginPlan> PlanAsync(PluginCommand command, CancellationToken cancellationToken = default);

    /// <summary>Does what <see cref="PlanAsync"/> says. A plugin that asks for more than was agreed to is taken in and waits, with the version before running on.</summary>
    /// <exception cref="CrmNotFoundException"><c>plugin.unknown</c>.</exception>
    /// <exception cref="CrmRuleException">The plan's refusals, or why the plugin failed; of an upgrade the version before runs on.</exception>
    /// <exception cref="CrmConflictException"><c>plugin.changed-elsewhere</c>: another host changed it at the same moment.</exception>
    Task<PluginOutcome> ExecuteAsync(PluginCommand command, CancellationToken cancellationToken = default);

    /// <summary>Explains where a plugin stands, with what was done with it.</summary>
    /// <exception cref="CrmNotFoundException"><c>plugin.unknown</c>.</exception>
    Task<PluginExplanation> WhyAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Asks all plugins that run how they are, and says what else is wrong: plugins that are wanted and do not run, calls that are suspended, code that does not leave memory, safe mode, a search that goes on.</summary>
    /// <returns>One text per trouble; none when all is well.</returns>
    Task<IReadOnlyList<string>> CheckHealthAsync(CancellationToken cancellationToken = default);

    /// <summary>Why only packages with a trusted signature run; <see langword="null"/> when everything does. Says it of this process, not of others with the same database.</summary>
    string? SafeMode { get; }

    /// <summary>Lets everything run that is wanted, until the process dies again and again. Outside safe mode it only looks through the folder.</summary>
    Task LeaveSafeModeAsync(CancellationToken cancellationToken = default);

    /// <summary>The search for a plugin that goes on, as of the last look; <see langword="null"/> for none.</summary>
    PluginBisection? Bisection { get; }

    /// <summary>Searches for the one plugin that causes a trouble: half of those that may be the cause are off, somebody looks whether the trouble is gone and says so, and so on. Of 32 plugins it takes 6 answers.</summary>
    /// <param name="act">What is said.</param>
    /// <param name="by">Who says it; <see langword="null"/> for the host.</param>
    /// <param name="cancellationToken">Stops it before anything is done.</param>
    /// <remarks>What goes on is kept in the database: it outlives restarts, and all hosts of the database follow at their next look. At the end everything that is wanted runs, the cause with it: disable it.</remarks>
    /// <exception cref="CrmRuleException"><c>plugin.bisection-running</c>, <c>plugin.bisection-none</c>, <c>plugin.bisection-empty</c>.</exception>
    Task<PluginBisection> BisectAsync(PluginBisectionAct act, Actor? by = null, CancellationToken cancellationToken = default);

    /// <summary>Fires after the state of a plugin changed. Subscribers must be host code and must not throw.</summary>
    event EventHandler<PluginChangedEventArgs>? Changed;
}

/// <summary>The state of a plugin changed.</summary>
public sealed class PluginChangedEventArgs(PluginStatus status) : EventArgs
{
    /// <summary>The plugin as it is now.</summary>
    public PluginStatus Status { get; } = status;
}
