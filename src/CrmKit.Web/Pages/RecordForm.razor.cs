using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Makes or changes a record.</summary>
public sealed partial class RecordForm
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private FormModel Model { get; set; } = null!;
}
