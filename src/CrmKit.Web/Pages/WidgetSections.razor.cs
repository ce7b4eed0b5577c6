using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Sections of widgets, each of which asks for what it shows by itself.</summary>
public sealed partial class WidgetSections
{
    [CascadingParameter]
    private WidgetsModel Model { get; set; } = null!;
}
