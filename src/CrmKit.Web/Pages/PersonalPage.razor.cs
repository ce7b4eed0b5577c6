using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Gives out what is kept about a person, and erases it.</summary>
public sealed partial class PersonalPage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private PersonalModel Model { get; set; } = null!;
}
