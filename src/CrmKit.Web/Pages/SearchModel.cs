namespace CrmKit.Web.Pages;

internal sealed record SearchModel(string? Text, IReadOnlyList<CrmError> Errors, IReadOnlyList<string> Corrections, IReadOnlyList<SearchLine> Lines);

internal sealed record SearchLine(string Type, string Title, string Address, IReadOnlyList<SearchMatchShown> Matches);

internal sealed record SearchMatchShown(string Label, IReadOnlyList<SearchPart> Parts);

internal sealed record SearchPart(string Text, bool IsFound);
