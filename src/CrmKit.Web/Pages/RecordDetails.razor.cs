using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>A record, with what belongs to it.</summary>
public sealed partial class RecordDetails
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private RecordModel Model { get; set; } = null!;
}
