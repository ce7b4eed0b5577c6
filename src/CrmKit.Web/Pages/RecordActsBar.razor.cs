using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What may be done with a record.</summary>
public sealed partial class RecordActsBar
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private ActsModel Model { get; set; } = null!;
}
