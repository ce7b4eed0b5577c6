using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>Projects on a line of time.</summary>
public sealed partial class ProjectPlanPage
{
    private const int Longest = 32;

    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private ProjectPlanModel Model { get; set; } = null!;

    // A diamond for milestones, a dot for tasks.
    private static string Shape(string kind, int x, int y) => kind == "milestone" ? $"M{x - 8} {y}L{x} {y - 8}L{x + 8} {y}L{x} {y + 8}Z" : $"M{x - 5} {y}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z";

    // An element that Razor would take for its own.
    private static RenderFragment Words(string style, int x, int y, string words) => builder =>
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "class", style);
        builder.AddAttribute(2, "x", x);
        builder.AddAttribute(3, "y", y);
        builder.AddContent(4, words);
        builder.CloseElement();
    };

    private static string Short(string label) => label.Length <= Longest ? label : label[..(Longest - 1)] + "…";
}
