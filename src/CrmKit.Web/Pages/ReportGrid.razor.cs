using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>The figures of a report as a table.</summary>
public sealed partial class ReportGrid
{
    [CascadingParameter]
    private ReportShown Model { get; set; } = null!;
}
