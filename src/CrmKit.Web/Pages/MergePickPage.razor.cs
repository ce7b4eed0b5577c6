using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Which record to merge with.</summary>
public sealed partial class MergePickPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private MergePickModel Model { get; set; } = null!;
}
