using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Stored records that look like one.</summary>
public sealed partial class LikeList
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private IReadOnlyList<LikeShown> Model { get; set; } = null!;
}
