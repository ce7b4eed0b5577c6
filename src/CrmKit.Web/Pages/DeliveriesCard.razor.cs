using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What of an order was handed over when, and what is still open; handed over and cancelled there.</summary>
public sealed partial class DeliveriesCard
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private DeliveriesModel Model { get; set; } = null!;
}
