using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>The texts of a contract with what changed between them.</summary>
public sealed partial class VersionsCard
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private VersionsModel Model { get; set; } = null!;
}
