using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>The reports that a person keeps an eye on.</summary>
public sealed partial class DashboardPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private DashboardModel Model { get; set; } = null!;
}
