namespace CrmKit.Web.Pages;

internal sealed record SearchModel(string? Text, IReadOnlyList<CrmError> Errors, IReadOnlyList<string> Corrections, IReadOnlyList<SearchPlace> Places, IReadOnlyList<SearchLine> Lines);

/// <summary>A page, or something to do.</summary>
internal sealed record SearchPlace(string Label, string Address, string Kind);

internal sealed record SearchLine(string Type, string Title, string Address, IReadOnlyList<SearchMatchShown> Matches);

internal sealed record SearchMatchShown(string Label, IReadOnlyList<SearchPart> Parts);

internal sealed record SearchPart(string Text, bool IsFound);
