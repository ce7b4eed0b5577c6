namespace CrmKit.Plugins;

/// <summary>One thing of the contracts that a plugin uses, held against one version of them.</summary>
/// <param name="Type">The type's full name; nested ones after a slash.</param>
/// <param name="Member">The member with its parameters and its return type; <see langword="null"/> for the type itself.</param>
/// <param name="Verdict">What became of it.</param>
/// <param name="Why">What is wrong; <see langword="null"/> when it is fine.</param>
public sealed record ContractUse(string Type, string? Member, ContractVerdict Verdict, string? Why)
{
    /// <summary>Up to five methods or types of the plugin that use it; empty when only its tables name it.</summary>
    public IReadOnlyList<string> UsedBy { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Member is null ? Type : $"{Type}: {Member}";
}

/// <summary>What became of something that a plugin uses.</summary>
public enum ContractVerdict
{
    /// <summary>It is there as the plugin expects it.</summary>
    Fine,
    /// <summary>Something of the same name is there, but it does not fit.</summary>
    Changed,
    /// <summary>It is not there.</summary>
    Gone,
}
