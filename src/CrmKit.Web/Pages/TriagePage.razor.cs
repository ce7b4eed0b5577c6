using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Open cases that nobody has yet.</summary>
public sealed partial class TriagePage
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private TriageModel Model { get; set; } = null!;

    // The first one is routed by one key; the next is first after it.
    private static string? KeyOf(int row, int team) => row == 0 && team < 9 ? (team + 1).ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
}
