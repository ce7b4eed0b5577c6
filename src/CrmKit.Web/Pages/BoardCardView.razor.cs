using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>A record on a board.</summary>
public sealed partial class BoardCardView
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private BoardModel Board { get; set; } = null!;

    [CascadingParameter]
    private BoardCard Model { get; set; } = null!;
}
