using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>One field of a record, to be changed.</summary>
public sealed partial class CellPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private CellModel Model { get; set; } = null!;
}
