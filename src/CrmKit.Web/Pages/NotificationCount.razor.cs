using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>The number beside the bell.</summary>
public sealed partial class NotificationCount
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private CountModel Model { get; set; } = null!;
}
