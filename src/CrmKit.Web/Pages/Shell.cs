using Microsoft.AspNetCore.Antiforgery;

namespace CrmKit.Web.Pages;

/// <summary>What surrounds every page.</summary>
internal sealed record Shell
{
    public required string Title { get; init; }
    public required string Product { get; init; }
    public required WebTexts Texts { get; init; }
    public required WebLinks Links { get; init; }
    public required string Theme { get; init; }
    public required string Density { get; init; }

    /// <summary>What forms send along, to show that they are ours.</summary>
    public required AntiforgeryTokenSet Token { get; init; }

    /// <summary>Path and query of this page.</summary>
    public required string Address { get; init; }

    public IReadOnlyList<NavigationGroup> Navigation { get; init; } = [];
    /// <summary>What plugins add below the page.</summary>
    public WidgetsModel Added { get; init; } = new([]);

    /// <summary>Where the page is told that a plugin it shows something of has gone; <see langword="null"/> when it shows nothing of any.</summary>
    public string? Live { get; init; }

    public string? User { get; init; }

    /// <summary>Where it is told that something may wait for the person.</summary>
    public string? Told { get; init; }

    /// <summary>Who it is, for what the browser keeps; <see langword="null"/> for nobody.</summary>
    public string? UserKey { get; init; }

    /// <summary>The host's own icon; <see langword="null"/> for none.</summary>
    public string? Icon { get; init; }

    /// <summary>Where the user's session is ended; <see langword="null"/> where the host has no such place.</summary>
    public string? SignOut { get; init; }

    /// <summary>What was searched for.</summary>
    public string? Query { get; init; }

    public bool IsAt(string address) => Address == address || Address.StartsWith(address + "/", StringComparison.Ordinal) || Address.StartsWith(address + "?", StringComparison.Ordinal);
}

/// <summary>Links of an area of work.</summary>
/// <param name="Key">Names it for pages and tests.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Links">Where it leads.</param>
internal sealed record NavigationGroup(string Key, string Label, IReadOnlyList<NavigationLink> Links);

internal sealed record NavigationLink(string Label, string Address);
