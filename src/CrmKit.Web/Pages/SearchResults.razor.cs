using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What was found among all record types.</summary>
public sealed partial class SearchResults
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private SearchModel Model { get; set; } = null!;
}
