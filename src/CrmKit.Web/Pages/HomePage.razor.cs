using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Where to begin.</summary>
public sealed partial class HomePage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private HomeModel Model { get; set; } = null!;
}
