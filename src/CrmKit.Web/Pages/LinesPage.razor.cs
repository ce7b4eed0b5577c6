using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>The lines of a document in one form.</summary>
public sealed partial class LinesPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private LinesModel Model { get; set; } = null!;
}
