using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Fields of a form, one after the other.</summary>
public sealed partial class FormFieldList
{
    [CascadingParameter]
    private IReadOnlyList<FieldEntry> Model { get; set; } = null!;
}
