using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>The day of somebody who leads others.</summary>
public sealed partial class TeamPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private TeamModel Model { get; set; } = null!;
}
