using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>The records of a type.</summary>
public sealed partial class ListPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private ListModel Model { get; set; } = null!;
}
