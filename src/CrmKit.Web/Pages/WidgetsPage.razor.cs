using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>A page that a plugin describes.</summary>
public sealed partial class WidgetsPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private WidgetsModel Model { get; set; } = null!;
}
