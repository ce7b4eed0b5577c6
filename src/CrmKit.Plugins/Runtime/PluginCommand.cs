using CrmKit.Sessions;

namespace CrmKit.Plugins;

/// <summary>What an administrator wants done with a plugin.</summary>
/// <param name="Act">What.</param>
/// <param name="Id">The plugin; <see langword="null"/> where <see cref="Package"/> says which.</param>
public sealed record PluginCommand(PluginAct Act, string? Id = null)
{
    /// <summary>For installing and upgrading: the path of the package.</summary>
    public string? Package { get; init; }

    /// <summary>Agrees to all that the plugin asks for. Without it a plugin that asks for more than was agreed to waits.</summary>
    public bool Consent { get; init; }

    /// <summary>Also switches on what the plugin needs, or off what needs the plugin.</summary>
    public bool Cascade { get; init; }

    /// <summary>Allows an older version in the place of a newer one.</summary>
    public bool Force { get; init; }

    /// <summary>For removing: erases the plugin's fields and records for good. Without it they stay, out of sight, and a later install has them again.</summary>
    public bool Erase { get; init; }

    /// <summary>For removing: a folder that is not there yet, where all that the plugin has is written as JSON Lines before it goes: a file per record type, one per type of others with the values of its fields, one per table of its own.
    /// A relative path begins in the plugins folder. <see langword="null"/> for none.</summary>
    public string? ExportTo { get; init; }

    /// <summary>For enabling and disabling: the one tenant that it is about; <see langword="null"/> for the host with all its tenants. A plugin that is off for a tenant goes on running, and nothing of it is there in that tenant's sessions. With <see cref="Feature"/> it is about that feature for that tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>For enabling and disabling: the one feature of the plugin that it is about; <see langword="null"/> for the plugin itself. With <see cref="Cascade"/> the features that it needs come along, or those that need it go along.</summary>
    public string? Feature { get; init; }

    /// <summary>Who wants it; it stands in the history.</summary>
    public Actor By { get; init; } = Actor.System("host");

    /// <summary>Why, for the history; <see langword="null"/> when it was not said.</summary>
    public string? Reason { get; init; }
}

/// <summary>What can be done with a plugin.</summary>
public enum PluginAct
{
    /// <summary>Takes in a package and lets it run; a newer one than the installed takes its place.</summary>
    Install,
    /// <summary>Puts another version into the place of the installed one, while it runs.</summary>
    Upgrade,
    /// <summary>Lets it take part, and agrees to what it waits for when <see cref="PluginCommand.Consent"/> says so.</summary>
    Enable,
    /// <summary>Takes it out; it stays installed.</summary>
    Disable,
    /// <summary>Loads it anew from where it lies.</summary>
    Reload,
    /// <summary>Takes it out and uninstalls it.</summary>
    Remove,
}

/// <summary>One step of a plan.</summary>
/// <param name="Act">What is done.</param>
/// <param name="Id">With which plugin.</param>
/// <param name="From">The version before; <see langword="null"/> when there is none.</param>
/// <param name="To">The version after; <see langword="null"/> when there is none.</param>
public sealed record PluginStep(PluginAct Act, string Id, string? From, string? To)
{
    /// <summary>The feature that is switched; <see langword="null"/> when the step is about the plugin itself.</summary>
    public string? Feature { get; init; }
}

/// <summary>What a command would do, in order, and what stands against it. Nothing of it is done yet.</summary>
public sealed record PluginPlan
{
    /// <summary>The steps, in the order in which they are done; empty when there is nothing to do.</summary>
    public IReadOnlyList<PluginStep> Steps { get; init; } = [];

    /// <summary>Why it cannot be done; empty when it can.</summary>
    public IReadOnlyList<CrmError> Refusals { get; init; } = [];

    /// <summary>What is doubtful about the package but does not stop it.</summary>
    public IReadOnlyList<CrmError> Warnings { get; init; } = [];

    /// <summary>What nobody has agreed to yet of what the plugin declares (<c>data.read:lead</c>) and of what its code was found to reach (<c>code.network</c>).</summary>
    public IReadOnlyList<string> Asked { get; init; } = [];

    /// <summary>Everything the plugin declares that it asks for, with its reasons.</summary>
    public IReadOnlyList<PluginPermission> Permissions { get; init; } = [];

    /// <summary>Why the plugin's code would be let in; <see langword="null"/> when the command lets none in.</summary>
    public PluginTrust? Trust { get; init; }

    /// <summary>For installing an older version by force: the migrations of the plugin's own tables that would be undone, the latest first, as <c>2.0.0 AddRemark</c>. What only they made room for is lost.</summary>
    public IReadOnlyList<string> Undoes { get; init; } = [];

    /// <summary>For removing, and for undoing migrations: what the plugin owns; <see langword="null"/> otherwise.</summary>
    public PluginPossessions? Owns { get; init; }

    /// <summary>For removing: the folder to which what it owns is written first; <see langword="null"/> for none.</summary>
    public string? ExportsTo { get; init; }

    /// <summary>Whether it can be done.</summary>
    public bool IsAllowed => Refusals.Count == 0;
}

/// <summary>What was done.</summary>
/// <param name="Plan">The plan that was followed.</param>
/// <param name="Plugin">The plugin as it is now; <see langword="null"/> after it was removed.</param>
public sealed record PluginOutcome(PluginPlan Plan, PluginStatus? Plugin);

/// <summary>What a plugin has in the database.</summary>
public sealed record PluginPossessions
{
    /// <summary>Its record types, with how many records there are of each, deleted ones among them.</summary>
    public IReadOnlyList<PluginPossession> RecordTypes { get; init; } = [];

    /// <summary>Its fields on record types of others, as <c>type.field</c>, with how many records have a value.</summary>
    public IReadOnlyList<PluginPossession> Fields { get; init; } = [];

    /// <summary>Its pipelines, with how many records of others stand in them.</summary>
    public IReadOnlyList<PluginPossession> Pipelines { get; init; } = [];

    /// <summary>Its own tables, with how many rows they have, of all tenants.</summary>
    public IReadOnlyList<PluginPossession> Tables { get; init; } = [];
}

/// <summary>One thing that a plugin has in the database.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Records">How many records it concerns.</param>
public sealed record PluginPossession(string Key, long Records);

/// <summary>One thing that was done with a plugin, from the audit.</summary>
/// <param name="At">When, in UTC.</param>
/// <param name="ActorId">The user; <see langword="null"/> for the system.</param>
/// <param name="ActorName">For the system, what acted.</param>
/// <param name="What">What was done, as in <c>install</c> or <c>upgrade-failed</c>.</param>
/// <param name="Changes">A JSON object: what changed → <c>[before, after]</c>.</param>
/// <param name="Reason">Why, when it was said.</param>
public sealed record PluginHistoryEntry(DateTimeOffset At, Guid? ActorId, string? ActorName, string What, string Changes, string? Reason);

/// <summary>Why a plugin stands where it stands.</summary>
/// <param name="Plugin">The plugin.</param>
/// <param name="Reasons">In words, the weightiest first; never empty.</param>
/// <param name="NeededBy">The plugins that need it and run.</param>
/// <param name="History">What was done with it, the latest first.</param>
public sealed record PluginExplanation(PluginStatus Plugin, IReadOnlyList<string> Reasons, IReadOnlyList<string> NeededBy, IReadOnlyList<PluginHistoryEntry> History);
