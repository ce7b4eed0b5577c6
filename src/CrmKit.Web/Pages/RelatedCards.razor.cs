using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What points at a record.</summary>
public sealed partial class RelatedCards
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private RelatedModel Model { get; set; } = null!;
}
