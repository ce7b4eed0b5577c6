using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Two records side by side, with a choice per field.</summary>
public sealed partial class MergePage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private MergeModel Model { get; set; } = null!;
}
