using CrmKit.Catalog;

namespace CrmKit.Plugins.Administration;

/// <summary>What of the catalog comes from one plugin.</summary>
internal static class PluginAdditions
{
    public static IReadOnlyList<(string Kind, string Label, string Key)> Of(CatalogSnapshot catalog, string source, string culture)
    {
        return
        [
            .. catalog.Types.Where(t => t.Source == source).Select(t => (PluginPageTexts.RecordType.For(culture), t.Label.For(culture), t.Key)),
            .. catalog.Types.Where(t => t.Source != source).SelectMany(t => t.Fields.Where(f => f.Source == source).Select(f => (PluginPageTexts.Field.For(culture), $"{t.Label.For(culture)}: {f.Label.For(culture)}", $"{t.Key}.{f.Key}"))),
            .. catalog.Pipelines.Where(p => p.Source == source).Select(p => (PluginPageTexts.Pipeline.For(culture), p.Label.For(culture), p.Key)),
            .. catalog.Roles.Where(r => r.Source == source).Select(r => (PluginPageTexts.Role.For(culture), r.Label.For(culture), r.Key)),
            .. catalog.Reports.Where(r => r.Source == source).Select(r => (PluginPageTexts.Report.For(culture), r.Label.For(culture), r.Key)),
            .. catalog.Metrics.Where(m => m.Source == source).Select(m => (PluginPageTexts.Metric.For(culture), m.Label.For(culture), m.Key)),
            .. catalog.Pages.Where(p => p.Source == source).Select(p => (PluginPageTexts.Page.For(culture), p.Label.For(culture), p.Key)),
            .. catalog.Widgets.Where(w => w.Source == source).Select(w => (PluginPageTexts.Widget.For(culture), w.Label.For(culture), w.Key)),
            .. catalog.RecordActions.Where(a => a.Source == source).Select(a => (PluginPageTexts.Action.For(culture), a.Label.For(culture), a.Key)),
            .. catalog.Jobs.Where(j => j.Source == source).Select(j => (PluginPageTexts.Job.For(culture), j.Label.For(culture), j.Key)),
            .. catalog.Endpoints.Where(e => e.Source == source).Select(e => (PluginPageTexts.Endpoint.For(culture), e.Key, e.Key)),
            .. catalog.Settings.Where(s => s.Field.Source == source).Select(s => (PluginPageTexts.Setting.For(culture), s.Field.Label.For(culture), s.Field.Key)),
        ];
    }
}
