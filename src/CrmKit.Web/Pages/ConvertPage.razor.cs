using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What a conversion would make, with choices.</summary>
public sealed partial class ConvertPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private ConvertModel Model { get; set; } = null!;
}
