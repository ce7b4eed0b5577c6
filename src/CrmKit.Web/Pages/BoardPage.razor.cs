using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>The records of a pipeline, by stage.</summary>
public sealed partial class BoardPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private BoardModel Model { get; set; } = null!;
}
