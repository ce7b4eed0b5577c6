using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What the figures of a report say in sentences, with the records to look at.</summary>
public sealed partial class AdviceList
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private ReportShown Model { get; set; } = null!;
}
