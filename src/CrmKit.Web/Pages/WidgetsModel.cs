namespace CrmKit.Web.Pages;

internal sealed record WidgetsModel(IReadOnlyList<WidgetSection> Sections)
{
    /// <summary>What stands above the sections; <see langword="null"/> for nothing.</summary>
    public DescribedModel? Body { get; init; }
}

internal sealed record WidgetSection(string Key, string? Label, IReadOnlyList<WidgetPlace> Widgets);

/// <param name="Key">The widget's key.</param>
/// <param name="Label">Its heading.</param>
/// <param name="Address">Where what it shows is had: a request of its own, and without scripts a page of its own.</param>
internal sealed record WidgetPlace(string Key, string Label, string Address);
