namespace CrmKit.Plugins;

/// <summary>What reading a plugin told. Immutable; no code of the plugin ran for it.</summary>
public sealed record PluginVerification
{
    /// <summary>The plugin's id.</summary>
    public required string Id { get; init; }

    /// <summary>The plugin's version.</summary>
    public required string Version { get; init; }

    /// <summary>Why an installation would let its code in; <see langword="null"/> when it would not: it is unsigned, was changed after it was signed, or its key is not trusted, as <see cref="Errors"/> says.</summary>
    public PluginTrust? Trust { get; init; }

    /// <summary>Why this host would not load it; empty when it would.</summary>
    public IReadOnlyList<CrmError> Errors { get; init; } = [];

    /// <summary>What is doubtful but does not stop it.</summary>
    public IReadOnlyList<CrmError> Warnings { get; init; } = [];

    /// <summary>Which assemblies it runs with and whose they are: the entry assembly first, then by name.</summary>
    public IReadOnlyList<PluginAssembly> Assemblies { get; init; } = [];

    /// <summary>What its code can reach beside CrmKit's doors, as far as reading shows; in order of name.</summary>
    public IReadOnlyList<PluginCapability> Capabilities { get; init; } = [];

    /// <summary>How well it can be expected to leave memory.</summary>
    public UnloadGrade Unloadability { get; init; }

    /// <summary>What makes it less than <see cref="UnloadGrade.A"/>; the worst first.</summary>
    public IReadOnlyList<UnloadHindrance> Hindrances { get; init; } = [];

    /// <summary>What it uses of the contracts, held against each version that was asked for, in ascending order.</summary>
    public IReadOnlyList<ContractComparison> Contracts { get; init; } = [];

    /// <summary>Whether this host would let it in and load it, and all versions asked for have what it uses.</summary>
    public bool IsFine => Trust is not null && Errors.Count == 0 && Contracts.All(c => c.IsFine);
}

/// <summary>What a plugin uses of one version of the contracts.</summary>
/// <param name="Version">The version of CrmKit.Abstractions.</param>
/// <param name="Uses">Every type and member that it uses, in order of name.</param>
public sealed record ContractComparison(string Version, IReadOnlyList<ContractUse> Uses)
{
    /// <summary>Whether the version has all of them as the plugin expects.</summary>
    public bool IsFine => Uses.All(u => u.Verdict == ContractVerdict.Fine);
}
