using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Conditions of a list, row by row.</summary>
public sealed partial class FilterBuilder
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private FilterModel Model { get; set; } = null!;
}
