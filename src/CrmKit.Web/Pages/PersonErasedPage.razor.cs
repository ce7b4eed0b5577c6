using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What an erasure did.</summary>
public sealed partial class PersonErasedPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private PersonErasedModel Model { get; set; } = null!;
}
