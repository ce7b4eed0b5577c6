using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>All reports.</summary>
public sealed partial class ReportsPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private ReportsModel Model { get; set; } = null!;
}
