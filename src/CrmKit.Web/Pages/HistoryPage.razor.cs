using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Who changed what in a record, and what it was at a time.</summary>
public sealed partial class HistoryPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private HistoryModel Model { get; set; } = null!;
}
