using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>A segment, put together or changed.</summary>
public sealed partial class SegmentFormPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private SegmentFormModel Model { get; set; } = null!;
}
