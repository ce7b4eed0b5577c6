namespace CrmKit.Plugins;

/// <summary>One plugin at one moment. Immutable; holds nothing of the plugin's code.</summary>
public sealed record PluginStatus
{
    /// <summary>Its id; <see langword="null"/> when its manifest cannot be read.</summary>
    public required string? Id { get; init; }

    /// <summary>Its folder, absolute.</summary>
    public required string Folder { get; init; }

    /// <summary>Its name for people; the folder's name when its manifest cannot be read.</summary>
    public required string Name { get; init; }

    /// <summary>Its version; <see langword="null"/> when its manifest cannot be read.</summary>
    public string? Version { get; init; }

    /// <summary>What it does; <see langword="null"/> when it does not say.</summary>
    public string? Description { get; init; }

    /// <summary>Who made it, by its own account; <see langword="null"/> when it does not say.</summary>
    public string? Publisher { get; init; }

    /// <summary>Why its code is let in.</summary>
    public PluginTrust Trust { get; init; }

    /// <summary>What it declares that it asks for.</summary>
    public IReadOnlyList<PluginPermission> Permissions { get; init; } = [];

    /// <summary>What it waits for somebody to agree to; empty when it waits for nothing.</summary>
    public IReadOnlyList<string> Asked { get; init; } = [];

    /// <summary>The version that waits for consent while this one goes on; <see langword="null"/> for none.</summary>
    public string? NextVersion { get; init; }

    /// <summary>Where it stands.</summary>
    public required PluginState State { get; init; }

    /// <summary>Whether it is meant to run; it may be wanted and failed.</summary>
    public bool IsWanted { get; init; }

    /// <summary>The tenants that it was switched off for; what it needs may be off for more.</summary>
    public IReadOnlyList<string> OffFor { get; init; } = [];

    /// <summary>Its features, each after those that it needs; empty when it is not divided.</summary>
    public IReadOnlyList<PluginFeature> Features { get; init; } = [];

    /// <summary>Why it failed; empty unless <see cref="State"/> is <see cref="PluginState.Failed"/>, or the last reload failed.</summary>
    public IReadOnlyList<CrmError> Errors { get; init; } = [];

    /// <summary>What is doubtful but did not stop it.</summary>
    public IReadOnlyList<CrmError> Warnings { get; init; } = [];

    /// <summary>Counts the loads of the plugin in this process, from 1; 0 means never loaded.</summary>
    public int Generation { get; init; }

    /// <summary>How many generations that were taken out are still in memory: 0 soon after the last session that used them ended and the garbage collector ran.</summary>
    public int Lingering { get; init; }

    /// <summary>What holds each of them, as far as it is known: sessions, calls that go on, failed steps, or what its code uses that is known to do so. Empty when none lingers.</summary>
    public IReadOnlyList<string> Holders { get; init; } = [];

    /// <summary>What its calls did and how they went.</summary>
    public PluginCalls Calls { get; init; } = PluginCalls.None;
}

/// <summary>A part of a plugin that is switched by itself, while the plugin runs.</summary>
/// <param name="Id">Its id within the plugin.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Description">What it does; <see langword="null"/> when that is not said.</param>
/// <param name="DependsOn">The features of the same plugin without which it is off.</param>
/// <param name="IsOn">Whether what belongs to it takes part whenever the plugin does.</param>
public sealed record PluginFeature(string Id, string Name, string? Description, IReadOnlyList<string> DependsOn, bool IsOn)
{
    /// <summary>The tenants that do not have it although it is on, sorted.</summary>
    public IReadOnlyList<string> OffFor { get; init; } = [];
}

/// <summary>Where a plugin stands.</summary>
public enum PluginState
{
    /// <summary>A folder with a manifest was found.</summary>
    Discovered,
    /// <summary>Manifest and assemblies passed the checks; no code of it ran.</summary>
    Verified,
    /// <summary>It asks for more than somebody has agreed to, and waits.</summary>
    PendingConsent,
    /// <summary>What it asks for was agreed to; no code of it ran.</summary>
    Consented,
    /// <summary>Its code is in memory and getting ready.</summary>
    Loaded,
    /// <summary>It takes part.</summary>
    Enabled,
    /// <summary>Somebody switched it off; no code of it is called.</summary>
    Disabled,
    /// <summary>It was taken out because its folder is gone or the host stops; it is still wanted.</summary>
    Unloaded,
    /// <summary>It could not be loaded; the errors say why. The host runs without it.</summary>
    Failed,
    /// <summary>Another version of it, or a package, takes its place.</summary>
    Superseded,
    /// <summary>It was uninstalled; its data may still be there.</summary>
    Removed,
    /// <summary>It was taken out because it harmed the host; the errors say how, or because its files in the store were changed. Enabling it tries again.</summary>
    Quarantined,
}
