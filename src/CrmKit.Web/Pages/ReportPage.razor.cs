using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>One report.</summary>
public sealed partial class ReportPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private ReportModel Model { get; set; } = null!;
}
