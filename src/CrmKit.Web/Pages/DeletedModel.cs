namespace CrmKit.Web.Pages;

/// <summary>A record that was deleted, as it was.</summary>
internal sealed record DeletedModel
{
    public required NavigationLink List { get; init; }
    public required IReadOnlyList<CrmError> Errors { get; init; }
    public required string At { get; init; }
    public required string History { get; init; }
    public required string? Restore { get; init; }
    public required string? Personal { get; init; }
    public required int Version { get; init; }
    public required IReadOnlyList<RecordSection> Sections { get; init; }
}
