using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>A record that was deleted, and the way back.</summary>
public sealed partial class DeletedPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private DeletedModel Model { get; set; } = null!;
}
