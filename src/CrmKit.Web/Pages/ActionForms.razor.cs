using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What plugins let one do with a record, a button each.</summary>
public sealed partial class ActionForms
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private IReadOnlyList<ActionButton> Model { get; set; } = null!;
}
