using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Open deals by the month in which they are expected to close.</summary>
public sealed partial class DealsPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private DealsModel Model { get; set; } = null!;
}
