using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What is wrong, above a form.</summary>
public sealed partial class ErrorList
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private IReadOnlyList<CrmError> Model { get; set; } = null!;

    private string TextOf(CrmError error) => Shell.Texts.Of(error);
}
