using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Notifications, one below the other.</summary>
public sealed partial class NotificationLines
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private IReadOnlyList<NotificationLine> Model { get; set; } = null!;
}
