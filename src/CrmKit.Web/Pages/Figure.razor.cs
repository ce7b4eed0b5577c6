using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>One figure, with the records behind it and what it was before.</summary>
public sealed partial class Figure
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private ReportCell Model { get; set; } = null!;
}
