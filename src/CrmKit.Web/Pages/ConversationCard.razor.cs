using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>What was said with the customer of a case.</summary>
public sealed partial class ConversationCard
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private ConversationModel Model { get; set; } = null!;
}
