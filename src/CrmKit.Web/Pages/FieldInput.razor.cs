using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>A field of a form, with what is wrong with it.</summary>
public sealed partial class FieldInput
{
    [CascadingParameter]
    private FieldEntry Model { get; set; } = null!;

    private string? Invalid => Model.Errors.Count > 0 ? "is-invalid" : null;

    private string? IsInvalid => Model.Errors.Count > 0 ? "true" : null;

    private string? Described => Model.Errors.Count > 0 ? Model.ErrorId : Model.Help is null ? null : Model.HelpId;

    // What the browser would refuse to send is for the doors to refuse, in words.
    private string InputType => Model.Kind switch
    {
        FieldKind.Date => "date",
        FieldKind.Instant => "datetime-local",
        FieldKind.Phone => "tel",
        _ => "text",
    };

    private string SuggestionsId => Model.Name + "-suggestions";

    private string? InputMode => Model.Editor?.Keyboard ?? Model.Kind switch
    {
        FieldKind.Integer => "numeric",
        FieldKind.Number or FieldKind.Percent or FieldKind.Money => "decimal",
        FieldKind.Email => "email",
        FieldKind.Url => "url",
        _ => null,
    };
}
