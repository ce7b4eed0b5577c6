using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>A saved view, to be kept, changed or removed.</summary>
public sealed partial class ViewPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private ViewModel Model { get; set; } = null!;
}
