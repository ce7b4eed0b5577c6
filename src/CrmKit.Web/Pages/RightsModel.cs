namespace CrmKit.Web.Pages;

internal sealed record RightsModel(string Back, IReadOnlyList<RightLine> Lines);

internal sealed record RightLine(string Label, bool IsAllowed, string Reason);
