using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Where articles beside a case come up.</summary>
public sealed partial class SuggestionsCard
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private SuggestionsPlace Place { get; set; } = null!;
}
