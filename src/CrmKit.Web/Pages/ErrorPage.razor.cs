using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What went wrong, and under which reference the log knows it.</summary>
public sealed partial class ErrorPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private ErrorModel Model { get; set; } = null!;
}
