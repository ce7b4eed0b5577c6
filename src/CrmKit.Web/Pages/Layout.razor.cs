using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>The frame of every page.</summary>
public sealed partial class Layout
{
    // Pages come whole and htmx takes its part of them, also of those that say what is wrong.
    private const string HtmxConfig = """{"allowEval":false,"includeIndicatorStyles":false,"selfRequestsOnly":true,"historyCacheSize":0,"responseHandling":[{"code":"204","swap":false},{"code":".*","swap":true}]}""";

    /// <summary>The page.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    // The first group is short and always there.
    private string Open => Navigation.OpenOf(Shell);
}
