using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>A page that is described and not drawn.</summary>
public sealed partial class DescribedPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private DescribedModel Model { get; set; } = null!;
}
