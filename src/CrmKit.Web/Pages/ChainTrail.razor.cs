using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What a record came from, and what became of it.</summary>
public sealed partial class ChainTrail
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private IReadOnlyList<ChainStep> Model { get; set; } = null!;
}
