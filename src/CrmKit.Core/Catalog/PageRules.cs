using CrmKit.Pages;
using CrmKit.Pipelines;
using CrmKit.Plugins;

namespace CrmKit.Catalog;

/// <summary>Joins pages with the sections that other sources add, and checks what widgets show.</summary>
internal static class PageRules
{
    public static List<PageDefinition> Compose(
        IReadOnlyList<ExtensionSource> sources, IReadOnlyList<WidgetDefinition> widgets, Dictionary<string, RecordTypeDefinition> types, CatalogProblems problems)
    {
        var known = widgets.Select(w => w.Key).ToHashSet(StringComparer.Ordinal);
        var pages = problems.Distinct("Page", sources.SelectMany(s => s.Pages), p => p.Key, p => p.Source).OrderBy(p => p.Order).ToList();
        var added = sources.SelectMany(s => s.PageSections).ToLookup(s => s.Page, s => s.Section, StringComparer.Ordinal);
        pages.AddRange(types.Values.Where(t => added.Contains(HostPages.Record(t.Key))).Select(t => OfHost(HostPages.Record(t.Key), t.Label)));
        if (added.Contains(HostPages.Home)) pages.Add(OfHost(HostPages.Home, new LocalizedText("Home", "首页")));
        for (var i = 0; i < pages.Count; i++)
        {
            var page = pages[i];
            problems.CheckKey("page", page.Key, page.Source);
            if (page.Requires is { } required && !types.ContainsKey(required.RecordType)) problems.Invalid("Page", page.Key, $"it requires a right on record type '{required.RecordType}', which nobody defines.");
            foreach (var section in added[page.Key]) problems.CheckKey("section", section.Key, section.Source);
            var sections = problems.Distinct($"Section of page '{page.Key}'", page.Sections.Concat(added[page.Key].OrderBy(s => s.Order)), s => s.Key, s => s.Source);
            foreach (var section in sections)
                foreach (var widget in section.Widgets.Where(w => !known.Contains(w))) problems.Invalid("Page", page.Key, $"section '{section.Key}' shows widget '{widget}', which nobody defines.");
            if (page.Body is { } body && !widgets.Any(w => w.Key == body && w.Kind == WidgetKind.Code)) problems.Invalid("Page", page.Key, $"it is widget '{body}', which is none of code.");
            pages[i] = page with { Sections = sections };
        }
        // A section on a page of a plugin that is not enabled sleeps with it.
        return pages;
    }

    private static PageDefinition OfHost(string key, LocalizedText label) => new() { Key = key, Label = label, IsInMenu = false };

    public static void Check(
        WidgetDefinition widget, Dictionary<string, RecordTypeDefinition> types, IReadOnlyList<PipelineDefinition> pipelines, IReadOnlyList<(string Key, IReadOnlyList<string> Dimensions)> figures, CatalogProblems problems)
    {
        problems.CheckKey("widget", widget.Key, widget.Source);
        if (widget.Requires is { } required && !types.ContainsKey(required.RecordType)) Invalid($"it requires a right on record type '{required.RecordType}', which nobody defines.");
        if (widget is { Kind: WidgetKind.Code, RecordType: null }) return;
        if (widget.Kind == WidgetKind.Report)
        {
            if (figures.FirstOrDefault(f => f.Key == widget.Report) is not { Key: { } key } figure) Invalid($"its report '{widget.Report}' is defined by nobody.");
            else if (widget.ReportBy is { } by && !figure.Dimensions.Contains(by)) Invalid($"report '{key}' cannot be broken down by '{by}'.");
            return;
        }
        if (widget.RecordType is null || !types.TryGetValue(widget.RecordType, out var type))
        {
            Invalid($"its record type '{widget.RecordType}' is defined by nobody.");
            return;
        }
        foreach (var field in widget.Fields.Where(f => !type.TryField(f, out _))) Invalid($"it shows field '{field}', which '{type.Key}' does not have.");
        if (widget.Kind == WidgetKind.Board && pipelines.All(p => p.Key != widget.Pipeline)) Invalid($"its pipeline '{widget.Pipeline}' is defined by nobody.");
        else if (widget.Kind == WidgetKind.Board && pipelines.First(p => p.Key == widget.Pipeline).RecordType != type.Key) Invalid($"pipeline '{widget.Pipeline}' is not one of '{type.Key}'.");

        void Invalid(string why) => problems.Invalid("Widget", widget.Key, why);
    }
}
