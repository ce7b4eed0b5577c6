using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What is due of an order, and what is paid.</summary>
public sealed partial class PlanCard
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private PlanModel Model { get; set; } = null!;
}
