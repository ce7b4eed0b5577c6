namespace CrmKit.Layouts;

/// <summary>What stands in the menu of the user interface: administrators define it, for everybody or for a role. Immutable.</summary>
/// <remarks>It gives no right, and takes none: who may not use an entry does not see it, and a hidden one is still found at its address.</remarks>
public sealed record MenuDefinition
{
    /// <summary>Lower-case words, digits and hyphens, no dots: dots are for plugins.</summary>
    public required string Key { get; init; }

    /// <summary>The key of the role that it is for; <see langword="null"/> for all who have no role with a menu of its own. Of several roles the one that is named first with the user counts.</summary>
    public string? Role { get; init; }

    /// <summary>What stands first, above the groups, in this order: record types by their key, boards as <c>board:opportunity.standard</c>, pages of plugins by their key, and <see cref="MenuEntries"/>.</summary>
    public IReadOnlyList<string> Entries { get; init; } = [];

    /// <summary>What does not stand in the menu.</summary>
    public IReadOnlyList<string> HiddenEntries { get; init; } = [];
}
