namespace CrmKit.Web.Pages;

internal sealed record RecordModel
{
    public required string TypeLabel { get; init; }
    public required NavigationLink List { get; init; }
    public required string? Edit { get; init; }
    public required StagePathModel? Path { get; init; }
    public required IReadOnlyList<RecordSection> Sections { get; init; }
    public required IReadOnlyList<RelatedList> Related { get; init; }
    public required IReadOnlyList<TimelineLine> Timeline { get; init; }
}

internal sealed record StagePathModel(string Address, int Version, IReadOnlyList<StageStep> Steps);

internal sealed record StageStep(string Key, string Label, bool IsCurrent, bool IsOpen);

internal sealed record RecordSection(string Label, IReadOnlyList<FieldShown> Fields);

internal sealed record RelatedList(string Label, string Address, IReadOnlyList<NavigationLink> Records, bool HasMore);

internal sealed record TimelineLine(string At, string Kind, string Title, string? Detail, string? Actor, string? Address);
