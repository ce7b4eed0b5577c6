namespace CrmKit.Web.Pages;

/// <summary>The steps of delivering an order.</summary>
internal sealed record MilestonesModel
{
    public required string Label { get; init; }

    /// <summary>What its columns are called: name, planned, reached.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Where a step is added and changed; <see langword="null"/> for those who may not.</summary>
    public required string? Address { get; init; }

    public required IReadOnlyList<MilestoneRow> Rows { get; init; }
}

/// <param name="Id">The step.</param>
/// <param name="Version">As it was read.</param>
/// <param name="Name">What it is.</param>
/// <param name="Page">Its page.</param>
/// <param name="Planned">The day planned, for a form.</param>
/// <param name="PlannedText">The same, for people.</param>
/// <param name="Reached">The day reached, for a form.</param>
/// <param name="ReachedText">The same, for people.</param>
/// <param name="State"><c>planned</c>, <c>late</c>, <c>done</c> or <c>done-late</c>.</param>
internal sealed record MilestoneRow(string Id, int Version, string Name, string Page, string Planned, string PlannedText, string Reached, string ReachedText, string State);
