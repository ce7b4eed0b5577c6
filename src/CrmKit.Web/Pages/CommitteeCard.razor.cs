using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Who has a say in what an account buys.</summary>
public sealed partial class CommitteeCard
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private CommitteeModel Model { get; set; } = null!;
}
