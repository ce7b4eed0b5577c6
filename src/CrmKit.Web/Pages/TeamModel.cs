namespace CrmKit.Web.Pages;

/// <summary>The day of somebody who leads others.</summary>
/// <param name="Targets">What they are to reach.</param>
/// <param name="Tiles">What stands in their pipelines, and what they did.</param>
/// <param name="Watch">What asks for a look.</param>
internal sealed record TeamModel(IReadOnlyList<TargetBar> Targets, IReadOnlyList<TileShown> Tiles, IReadOnlyList<HomeList> Watch);

/// <summary>A target and how far it is reached.</summary>
internal sealed record TargetBar
{
    public required string Label { get; init; }
    public required string? Address { get; init; }
    public required string For { get; init; }
    public required string Span { get; init; }
    public required string Won { get; init; }
    public required string Percent { get; init; }

    /// <summary>0 to 100, for the bar.</summary>
    public required string Share { get; init; }

    /// <summary>What it comes to with what is open.</summary>
    public required string Expected { get; init; }

    /// <summary>Whether less is reached than time has gone by, and what is open does not make up for it.</summary>
    public required bool IsBehind { get; init; }
}
