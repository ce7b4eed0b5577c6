using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What a cell or a fact says, with its link and its buttons.</summary>
public sealed partial class DescribedValue
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private DescribedCell Model { get; set; } = null!;
}
