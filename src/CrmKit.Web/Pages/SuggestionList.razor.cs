using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Articles that fit a case.</summary>
public sealed partial class SuggestionList
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private SuggestionsModel Model { get; set; } = null!;
}
