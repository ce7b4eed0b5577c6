using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Where the customer of a case is answered.</summary>
public sealed partial class AnswerForm
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private AnswerModel Model { get; set; } = null!;
}
