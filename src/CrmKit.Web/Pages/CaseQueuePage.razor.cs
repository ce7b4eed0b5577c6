using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Open cases and the one that was picked.</summary>
public sealed partial class CaseQueuePage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private CaseQueueModel Model { get; set; } = null!;
}
