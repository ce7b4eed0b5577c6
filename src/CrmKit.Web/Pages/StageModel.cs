namespace CrmKit.Web.Pages;

internal sealed record StageModel
{
    public required string Address { get; init; }

    /// <summary>The record that moves.</summary>
    public required NavigationLink Record { get; init; }

    public required string Back { get; init; }
    public required bool ReturnsToBoard { get; init; }
    /// <summary>The page that it was asked from, when that is neither the record's nor a board.</summary>
    public required string? ReturnsTo { get; init; }

    public required string? BoardFilter { get; init; }
    public required int Version { get; init; }
    public required string Stage { get; init; }
    public required string StageLabel { get; init; }
    public required bool AsksLossReason { get; init; }
    public required IReadOnlyList<FieldChoice> LossReasons { get; init; }
    public required string? LossReason { get; init; }
    public required string? Note { get; init; }
    public required IReadOnlyList<CrmError> Errors { get; init; }
    public required IReadOnlyList<FieldEntry> Fields { get; init; }
}
