using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What a move to another stage asks for.</summary>
public sealed partial class StagePage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private StageModel Model { get; set; } = null!;
}
