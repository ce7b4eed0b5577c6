using CrmKit.Conversions;
using CrmKit.Effects;
using CrmKit.Pipelines;
using CrmKit.Plugins;

namespace CrmKit.Catalog;

/// <summary>Makes one catalog out of all sources, or says everything that clashes. The same sources make the same catalog, in whatever order they come.</summary>
internal static class CatalogComposer
{
    /// <exception cref="CrmRuleException"><c>catalog.duplicate</c>, <c>catalog.key-invalid</c>, <c>catalog.definition-invalid</c>: all that is wrong.</exception>
    public static CatalogSnapshot Compose(long version, IReadOnlyList<ExtensionSource> sources)
    {
        var ordered = sources.OrderBy(s => s.Rank).ThenBy(s => s.Id, StringComparer.Ordinal).ToList();
        var problems = new CatalogProblems();
        var types = TypeRules.Compose(ordered, problems);
        var byKey = types.GroupBy(t => t.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);

        var pipelines = problems.Distinct("Pipeline", ordered.SelectMany(s => s.Pipelines).Where(IsAwake), p => p.Key, p => p.Source);
        foreach (var pipeline in pipelines) PipelineRules.Check(pipeline, byKey, problems);

        var conversions = Conversions(ordered, problems);
        foreach (var conversion in conversions) ConversionRules.Check(conversion, byKey, pipelines, problems);

        // Administrators' pipelines of a plugin's types sleep while it is not enabled.
        bool IsAwake(PipelineDefinition pipeline) => pipeline.Source != AdminSource.Id || byKey.ContainsKey(pipeline.RecordType);

        var processes = problems.Distinct("Process", ordered.SelectMany(s => s.Processes), p => p.Key, p => p.Source);
        foreach (var process in processes) ConversionRules.Check(process, byKey, pipelines, conversions, problems);

        var roles = problems.Distinct("Role", ordered.SelectMany(s => s.Roles), r => r.Key, r => r.Source);
        foreach (var role in roles) RoleRules.Check(role, byKey, problems);

        var reports = problems.Distinct("Report", ordered.SelectMany(s => s.Reports), r => r.Key, r => r.Source);
        foreach (var report in reports) problems.CheckKey("Report", report.Key, report.Source);

        var metrics = problems.Distinct("Metric", ordered.SelectMany(s => s.Metrics), m => m.Key, m => m.Source);
        MetricRules.Check(metrics, reports, problems);

        var settings = problems.Distinct("Setting", ordered.SelectMany(s => s.Settings), s => s.Field.Key, s => s.Field.Source);
        foreach (var setting in settings) SettingRules.Check(setting, problems);

        var endpoints = problems.Distinct("Endpoint", ordered.SelectMany(s => s.Endpoints), e => e.Key, e => e.Source);
        EndpointRules.Check(endpoints, byKey, problems);

        var jobs = problems.Distinct("Job", ordered.SelectMany(s => s.Jobs), j => j.Key, j => j.Source);
        foreach (var job in jobs) JobRules.Check(job, problems);
        CheckExecutors(ordered, problems);
        HandlerRules.Check(ordered, byKey, problems);

        var factors = problems.Distinct("Scoring factor", ordered.SelectMany(s => s.ScoringFactors), f => f.Key, f => f.Source);
        foreach (var factor in factors) ScoringRules.Check(factor, byKey, problems);

        var enrichment = problems.Distinct("Enrichment source", ordered.SelectMany(s => s.EnrichmentSources), e => e.Key, e => e.Source);
        foreach (var source in enrichment) EnrichmentRules.Check(source, byKey, problems);

        var fieldTypes = problems.Distinct("Field type", ordered.SelectMany(s => s.FieldTypes), t => t.Key, t => t.Source);
        FieldTypeRules.Check(fieldTypes, types, [.. ordered.SelectMany(s => s.Assets)], problems);

        var importFormats = problems.Distinct("Import format", ordered.SelectMany(s => s.ImportFormats), f => f.Key, f => f.Source);
        var exportFormats = problems.Distinct("Export format", ordered.SelectMany(s => s.ExportFormats), f => f.Key, f => f.Source);
        FormatRules.Check(importFormats, exportFormats, problems);

        foreach (var seed in problems.Distinct("Seed record", ordered.SelectMany(s => s.Seeds), s => s.ExternalId, s => s.Source)) SeedRules.Check(seed, byKey, problems);

        var widgets = problems.Distinct("Widget", ordered.SelectMany(s => s.Widgets), w => w.Key, w => w.Source);
        foreach (var widget in widgets) PageRules.Check(widget, byKey, pipelines, [.. reports.Select(r => (r.Key, r.Dimensions)), .. metrics.Select(m => (m.Key, m.Dimensions))], problems);
        var pages = PageRules.Compose(ordered, widgets, byKey, problems);

        var recordActions = problems.Distinct("Action", ordered.SelectMany(s => s.RecordActions), a => a.Key, a => a.Source).OrderBy(a => a.Order).ToList();
        foreach (var action in recordActions) RecordActionRules.Check(action, byKey, problems);

        var rules = problems.Distinct("Rule", ordered.SelectMany(s => s.RecordRules), r => r.Key, _ => AdminSource.Id);
        foreach (var rule in rules) problems.CheckKey("rule", rule.Key, AdminSource.Id);

        var layouts = problems.Distinct("Layout", ordered.SelectMany(s => s.Layouts), l => l.Key, _ => AdminSource.Id);
        foreach (var layout in layouts) problems.CheckKey("layout", layout.Key, AdminSource.Id);
        var menus = problems.Distinct("Menu", ordered.SelectMany(s => s.Menus), m => m.Key, _ => AdminSource.Id);
        foreach (var menu in menus) problems.CheckKey("menu", menu.Key, AdminSource.Id);
        var routing = problems.Distinct("Routing rule", ordered.SelectMany(s => s.RoutingRules), r => r.Key, _ => AdminSource.Id);
        foreach (var rule in routing) problems.CheckKey("routing rule", rule.Key, AdminSource.Id);

        var workflows = problems.Distinct("Workflow", ordered.SelectMany(s => s.Workflows), w => w.Key, _ => AdminSource.Id);
        foreach (var workflow in workflows) problems.CheckKey("workflow", workflow.Key, AdminSource.Id);
        var (triggers, conditions, actions) = (
            WorkflowRules.Compose("Workflow trigger", ordered, s => s.WorkflowTriggers, problems),
            WorkflowRules.Compose("Workflow condition", ordered, s => s.WorkflowConditions, problems),
            WorkflowRules.Compose("Workflow action", ordered, s => s.WorkflowActions, problems));
        foreach (var trigger in triggers) WorkflowRules.Check(trigger, problems);

        // Administrators' templates of a plugin's types sleep while it is not enabled.
        var templates = problems.Distinct("Document template", ordered.SelectMany(s => s.DocumentTemplates).Where(t => t.Source != AdminSource.Id || byKey.ContainsKey(t.RecordType)), t => t.Key, t => t.Source);

        var connectors = problems.Distinct("Connector", ordered.SelectMany(s => s.Connectors), c => c.Key, c => c.Source);
        foreach (var connector in connectors) ConnectorRules.Check(connector, byKey, problems);

        var words = new Translator(ordered, problems);
        problems.ThrowIfAny();
        var catalog = new CatalogSnapshot(version, words.All(types, words.Of), words.All(pipelines, words.Of), conversions, words.All(processes, words.Of), words.All(roles, words.Of), words.All(reports, words.Of))
        {
            Metrics = words.All(metrics, words.Of),
            Settings = words.All(settings, words.Of),
            Endpoints = endpoints,
            Jobs = jobs,
            ScoringFactors = factors,
            EnrichmentSources = words.All(enrichment, words.Of),
            FieldTypes = fieldTypes,
            ImportFormats = words.All(importFormats, words.Of),
            ExportFormats = words.All(exportFormats, words.Of),
            Pages = words.All(pages, words.Of),
            Widgets = words.All(widgets, words.Of),
            RecordActions = words.All(recordActions, words.Of),
            RecordRules = rules,
            Layouts = layouts,
            Menus = menus,
            RoutingRules = routing,
            Workflows = workflows,
            WorkflowTriggers = triggers,
            WorkflowConditions = conditions,
            WorkflowActions = actions,
            Connectors = connectors,
            Assets = [.. ordered.SelectMany(s => s.Assets)],
            Cultures = words.Cultures,
            SourceNames = sources.ToDictionary(s => s.Id, s => s.Name, StringComparer.Ordinal),
            DocumentTemplates = words.All(templates, words.Of),
        };
        DocumentTemplateRules.Check(templates, catalog, problems);
        FieldConditions.Check(catalog, problems);
        problems.ThrowIfAny();
        return catalog;
    }

    // An effect happens once, so one executor carries it out.
    private static void CheckExecutors(List<ExtensionSource> sources, CatalogProblems problems)
    {
        var first = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (source, point) in sources.SelectMany(s => s.Extensions.Where(e => e.Contract == typeof(IEffectExecutor)).Select(e => (s, e))))
            if (!first.TryAdd(point.Target, source.Id)) problems.Add(CatalogErrors.Conflict($"How effects of kind '{point.Target}' are carried out", first[point.Target], source.Id));
    }

    // A copy map is one list: what its definer wrote, then what other sources append. An extension goes before the definer's word; two extensions of one field contradict each other.
    private static List<ConversionDefinition> Conversions(List<ExtensionSource> sources, CatalogProblems problems)
    {
        var conversions = problems.Distinct("Conversion", sources.SelectMany(s => s.Conversions), c => $"{c.From}>{c.To}", c => c.Source);
        var extended = new Dictionary<(string, string, string), string>();
        foreach (var source in sources)
            foreach (var copies in source.ConversionCopies.GroupBy(c => (c.From, c.To), c => c.Copy))
            {
                var at = conversions.FindIndex(c => c.From == copies.Key.From && c.To == copies.Key.To);
                if (at < 0) problems.Add(CatalogErrors.DefinitionInvalid("Conversion", $"{copies.Key.From}>{copies.Key.To}", $"'{source.Id}' extends it, but nobody defines it."));
                else conversions[at] = conversions[at] with { Copies = [.. conversions[at].Copies, .. copies] };
                foreach (var copy in copies)
                    if (!extended.TryAdd((copies.Key.From, copies.Key.To, copy.To), source.Id))
                        problems.Add(CatalogErrors.Conflict($"What '{copy.To}' gets when '{copies.Key.From}' becomes '{copies.Key.To}'", extended[(copies.Key.From, copies.Key.To, copy.To)], source.Id));
            }
        return conversions;
    }
}
