using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What a person may do with a record, and why not.</summary>
public sealed partial class RightsPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private RightsModel Model { get; set; } = null!;
}
