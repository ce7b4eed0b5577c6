namespace CrmKit.Web.Pages;

internal sealed record HomeModel(IReadOnlyList<HomeTask> Tasks);

/// <summary>Something to be done.</summary>
internal sealed record HomeTask(string Title, string Address, string Due, bool IsLate);
