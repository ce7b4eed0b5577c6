using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>The figures of a report as a table.</summary>
public sealed partial class ReportGrid
{
    private const int LongText = 40;

    [CascadingParameter]
    private ReportShown Model { get; set; } = null!;
}
