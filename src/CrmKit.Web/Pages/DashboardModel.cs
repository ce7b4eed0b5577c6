namespace CrmKit.Web.Pages;

internal sealed record DashboardModel(IReadOnlyList<TileShown> Tiles, IReadOnlyList<CrmError> Errors);

/// <summary>A report on a dashboard.</summary>
/// <param name="Id">The tile.</param>
/// <param name="Label">What its owner or the report calls it.</param>
/// <param name="Address">The report with all that was chosen.</param>
/// <param name="Shown">The figures; <see langword="null"/> when they cannot be had.</param>
/// <param name="Errors">Why not.</param>
internal sealed record TileShown(Guid Id, string Label, string Address, ReportShown? Shown, IReadOnlyList<CrmError> Errors);
