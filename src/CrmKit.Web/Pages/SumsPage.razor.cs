using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What the columns of a list come to.</summary>
public sealed partial class SumsPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private SumsModel Model { get; set; } = null!;
}
