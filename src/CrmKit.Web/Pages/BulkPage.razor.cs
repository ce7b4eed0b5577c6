using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What is done to many records.</summary>
public sealed partial class BulkPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private BulkModel Model { get; set; } = null!;
}
