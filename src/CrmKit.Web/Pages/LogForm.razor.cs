using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>The small form for what happened.</summary>
public sealed partial class LogForm
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private LogModel Model { get; set; } = null!;
}
