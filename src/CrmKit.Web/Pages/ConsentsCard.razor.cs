using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What a person agreed to and withdrew, with the proofs.</summary>
public sealed partial class ConsentsCard
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private ConsentsModel Model { get; set; } = null!;
}
