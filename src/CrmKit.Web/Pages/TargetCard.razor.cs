using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Targets, each with a bar.</summary>
public sealed partial class TargetCard
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private IReadOnlyList<TargetBar> Model { get; set; } = null!;
}
