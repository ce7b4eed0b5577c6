using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Puts fields, parts of a page or entries of the menu into an order.</summary>
public sealed partial class ArrangePage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private ArrangeModel Model { get; set; } = null!;
}
