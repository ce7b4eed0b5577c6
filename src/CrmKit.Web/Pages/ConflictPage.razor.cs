using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Somebody else wrote first: both versions side by side.</summary>
public sealed partial class ConflictPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private ConflictModel Model { get; set; } = null!;

    private string Shown(FieldEntry field) => field switch
    {
        { Value.Length: 0 } => "–",
        { Kind: FieldKind.Bool } => Shell.Texts[field.Value == "true" ? "value.yes" : "value.no"],
        _ => field.Options.FirstOrDefault(o => o.Value == field.Value)?.Label ?? field.Value,
    };
}
