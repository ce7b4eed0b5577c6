using System.Text.Json;
using CrmKit.Pages;

namespace CrmKit.AspNetCore;

/// <summary>Pages and widgets in the catalog; widgets of records that the caller may not read are left out.</summary>
internal static class PageJson
{
    public static void Write(Utf8JsonWriter json, CatalogSnapshot catalog, IEnumerable<PageDefinition> pages, IReadOnlySet<string> visible, string culture)
    {
        var widgets = catalog.Widgets.Where(w => w.RecordType is null || visible.Contains(w.RecordType)).ToList();
        var shown = widgets.Select(w => w.Key).ToHashSet(StringComparer.Ordinal);
        json.WriteStartArray("pages");
        foreach (var page in pages) Write(json, page, shown, culture);
        json.WriteEndArray();
        json.WriteStartArray("widgets");
        foreach (var widget in widgets) Write(json, widget, culture);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, PageDefinition page, HashSet<string> shown, string culture)
    {
        json.WriteStartObject();
        json.WriteString("key", page.Key);
        json.WriteString("label", page.Label.For(culture));
        json.WriteString("source", page.Source);
        json.WriteBoolean("isInMenu", page.IsInMenu);
        json.WriteString("body", page.Body is { } body && shown.Contains(body) ? body : null);
        json.WriteStartArray("sections");
        foreach (var section in page.Sections)
        {
            json.WriteStartObject();
            json.WriteString("key", section.Key);
            json.WriteString("label", section.Label?.For(culture));
            json.WriteString("source", section.Source);
            Write(json, "widgets", section.Widgets.Where(shown.Contains));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, WidgetDefinition widget, string culture)
    {
        json.WriteStartObject();
        json.WriteString("key", widget.Key);
        json.WriteString("label", widget.Label.For(culture));
        json.WriteString("source", widget.Source);
        json.WriteString("kind", EnumCode.Of(widget.Kind));
        json.WriteString("recordType", widget.RecordType);
        json.WriteString("filter", widget.Filter);
        json.WriteString("orderBy", widget.OrderBy);
        Write(json, "fields", widget.Fields);
        json.WriteString("pipeline", widget.Pipeline);
        json.WriteString("report", widget.Report);
        json.WriteString("reportBy", widget.ReportBy);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
