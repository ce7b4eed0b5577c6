using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Some records that ask for attention.</summary>
public sealed partial class HomeCard
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private HomeList Model { get; set; } = null!;
}
