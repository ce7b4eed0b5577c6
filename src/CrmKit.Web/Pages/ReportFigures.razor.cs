using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>The figures of a report: large, or as a table, and drawn where a picture says more.</summary>
public sealed partial class ReportFigures
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private ReportShown Model { get; set; } = null!;
}
