using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Articles that fit a case, as a page of their own.</summary>
public sealed partial class SuggestionsPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private SuggestionsModel Model { get; set; } = null!;
}
