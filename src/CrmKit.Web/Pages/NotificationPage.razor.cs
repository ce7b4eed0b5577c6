using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What is due, and who mentioned the person.</summary>
public sealed partial class NotificationPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private NotificationModel Model { get; set; } = null!;
}
