using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>A value as people read it.</summary>
public sealed partial class FieldValue
{
    [CascadingParameter]
    private FieldShown Model { get; set; } = null!;
}
