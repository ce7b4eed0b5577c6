using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>The steps of delivering an order.</summary>
public sealed partial class MilestonesCard
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private MilestonesModel Model { get; set; } = null!;
}
