using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What can be printed of a record.</summary>
public sealed partial class PrintCard
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private PrintModel Model { get; set; } = null!;
}
