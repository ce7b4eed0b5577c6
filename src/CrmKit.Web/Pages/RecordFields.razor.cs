using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Fields with what they hold.</summary>
public sealed partial class RecordFields
{
    [CascadingParameter]
    private IReadOnlyList<FieldShown> Model { get; set; } = null!;
}
