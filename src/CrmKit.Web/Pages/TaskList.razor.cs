using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What is to be done about a record.</summary>
public sealed partial class TaskList
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private IReadOnlyList<RecordTask> Model { get; set; } = null!;
}
