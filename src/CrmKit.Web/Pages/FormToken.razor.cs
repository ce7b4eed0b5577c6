using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What shows that a form is one of ours.</summary>
public sealed partial class FormToken
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

}
