using CrmKit.Pages;
using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>The parts of a described page.</summary>
public sealed partial class DescribedBlocks
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private DescribedModel Model { get; set; } = null!;

    private string Path => Model.Place.Address.Split('?')[0];

    internal static string? ToneClass(PageTone tone) => tone switch
    {
        PageTone.Muted => "crm-muted",
        PageTone.Good => "badge bg-green-lt",
        PageTone.Warning => "badge bg-orange-lt",
        PageTone.Bad => "badge bg-red-lt",
        _ => null,
    };

    private static string? NoteClass(PageTone tone) => tone switch
    {
        PageTone.Muted => "crm-muted",
        PageTone.Good => "alert alert-success",
        PageTone.Warning => "alert alert-warning",
        PageTone.Bad => "alert alert-danger",
        _ => null,
    };

    private FieldEntry EntryOf(FormBlock form, PageField field)
    {
        var refused = Model.Refused is { } sent && sent.Is(form) ? sent : null;
        return new FieldEntry
        {
            Name = field.Name,
            Label = field.Label,
            Help = field.Help,
            Kind = field.Kind,
            IsRequired = field.IsRequired,
            MaxLength = null,
            Value = refused is null ? field.Value : refused.Typed.GetValueOrDefault(field.Name, ""),
            Options = [.. field.Options.Select(o => new FieldChoice(o.Value, o.Label))],
            Errors = refused is null ? [] : [.. refused.Errors.Where(e => e.Field == field.Name).Select(e => Shell.Texts.Of(e))],
        };
    }
}
