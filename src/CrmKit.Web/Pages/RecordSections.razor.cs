using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>The fields of a record.</summary>
public sealed partial class RecordSections
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private IReadOnlyList<RecordSection> Model { get; set; } = null!;
}
