using CrmKit.Layouts;

namespace CrmKit.Web.Pages;

/// <summary>Something that is put into an order, with its places.</summary>
internal sealed record ArrangeModel
{
    public required string Address { get; init; }
    public required NavigationLink Up { get; init; }
    public required IReadOnlyList<CrmError> Errors { get; init; }
    public required IReadOnlyList<ArrangeGroup> Groups { get; init; }

    /// <summary>Whether it is not saved yet.</summary>
    public required bool IsChanged { get; init; }

    /// <summary>Whether sections can be added and named.</summary>
    public bool HasSections { get; init; }

    /// <summary>Whether there are buttons to define.</summary>
    public bool HasButtons { get; init; }

    public IReadOnlyList<LayoutButton> Buttons { get; init; } = [];

    /// <summary>How many rows for further ones.</summary>
    public int MoreButtons { get; init; }

    public bool CanRemove { get; init; }

    /// <summary>What it was; <see langword="null"/> while it was never saved.</summary>
    public DescribedModel? Versions { get; init; }
}

/// <param name="Key">Within it things go from place to place.</param>
/// <param name="Label">Its heading.</param>
/// <param name="Help">What it is about.</param>
/// <param name="Zones">Its places, in order.</param>
internal sealed record ArrangeGroup(string Key, string Label, string Help, IReadOnlyList<ArrangeZone> Zones);

/// <param name="Group">Its group.</param>
/// <param name="Key">Its key.</param>
/// <param name="Label">Its heading.</param>
/// <param name="Help">What it means that something stands there.</param>
/// <param name="Items">What stands there, in order.</param>
internal sealed record ArrangeZone(string Group, string Key, string Label, string? Help, IReadOnlyList<ArrangeItem> Items)
{
    /// <summary>The section that it is, to be named; <see langword="null"/> for a place that is always there.</summary>
    public LayoutSection? Section { get; init; }

    public string Name => $"{Group}/{Key}";
}

/// <param name="Key">Its key.</param>
/// <param name="Label">What people call it.</param>
/// <param name="IsAway">Whether it is away with its plugin.</param>
internal sealed record ArrangeItem(string Key, string Label, bool IsAway);
