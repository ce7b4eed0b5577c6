using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What happened around a record.</summary>
public sealed partial class TimelineCard
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private TimelineModel Model { get; set; } = null!;
}
