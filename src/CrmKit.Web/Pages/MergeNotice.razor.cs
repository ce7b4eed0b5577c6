using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What was merged into a record, and the way back.</summary>
public sealed partial class MergeNotice
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private IReadOnlyList<MergeShown> Model { get; set; } = null!;
}
