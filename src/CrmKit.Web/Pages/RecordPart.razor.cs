using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>One part of the page of a record, where the layout has it.</summary>
public sealed partial class RecordPart
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private RecordModel Model { get; set; } = null!;

    [CascadingParameter]
    private PartShown Part { get; set; } = null!;
}
