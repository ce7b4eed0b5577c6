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

    /// <summary>Where it stands.</summary>
    public required PluginState State { get; init; }

    /// <summary>Whether it is meant to run; it may be wanted and failed.</summary>
    public bool IsWanted { get; init; }

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

/// <summary>Where a plugin stands.</summary>
public enum PluginState
{
    /// <summary>A folder with a manifest was found.</summary>
    Discovered,
    /// <summary>Manifest and assemblies passed the checks; no code of it ran.</summary>
    Verified,
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
    /// <summary>It was taken out because it harmed the host; the errors say how. Enabling it tries again.</summary>
    Quarantined,
}
