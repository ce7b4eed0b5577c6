using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>New leads to be looked at.</summary>
public sealed partial class InboxPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private InboxModel Model { get; set; } = null!;
}
