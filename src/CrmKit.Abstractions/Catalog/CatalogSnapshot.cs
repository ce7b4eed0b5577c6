using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using CrmKit.Access;
using CrmKit.Actions;
using CrmKit.Assignment;
using CrmKit.Connectors;
using CrmKit.Conversions;
using CrmKit.Documents;
using CrmKit.Endpoints;
using CrmKit.Enrichment;
using CrmKit.Fields;
using CrmKit.Formats;
using CrmKit.Layouts;
using CrmKit.Pages;
using CrmKit.Pipelines;
using CrmKit.Plugins;
using CrmKit.Reports;
using CrmKit.Scheduling;
using CrmKit.Scoring;
using CrmKit.Settings;
using CrmKit.Quality;
using CrmKit.Workflows;

namespace CrmKit.Catalog;

/// <summary>One version of the catalog. Immutable and thread safe.</summary>
public sealed class CatalogSnapshot
{
    private readonly FrozenDictionary<string, RecordTypeDefinition> _types;
    private readonly FrozenDictionary<string, RecordTypeDefinition> _byPlural;
    private readonly FrozenDictionary<Type, RecordTypeDefinition> _byClr;
    private readonly FrozenDictionary<string, PipelineDefinition> _pipelines;
    private readonly FrozenDictionary<string, RoleDefinition> _roles;
    private readonly FrozenDictionary<string, ReportDefinition> _reports;
    private readonly ILookup<string, RelationDefinition> _relations;
    private readonly ILookup<string, PipelineDefinition> _pipelinesOf;

    internal CatalogSnapshot(
        long version,
        IReadOnlyList<RecordTypeDefinition> types,
        IReadOnlyList<PipelineDefinition> pipelines,
        IReadOnlyList<ConversionDefinition> conversions,
        IReadOnlyList<SalesProcess> processes,
        IReadOnlyList<RoleDefinition> roles,
        IReadOnlyList<ReportDefinition> reports)
    {
        (Version, Types, Pipelines, Conversions, Processes, Roles, Reports) = (version, types, pipelines, conversions, processes, roles, reports);
        _types = types.ToFrozenDictionary(t => t.Key, StringComparer.Ordinal);
        _byPlural = types.ToFrozenDictionary(t => t.PluralKey, StringComparer.Ordinal);
        _byClr = types.Where(t => !t.IsCustom).ToFrozenDictionary(t => t.ClrType);
        _pipelines = pipelines.ToFrozenDictionary(p => p.Key, StringComparer.Ordinal);
        _pipelinesOf = pipelines.ToLookup(p => p.RecordType, StringComparer.Ordinal);
        _roles = roles.ToFrozenDictionary(r => r.Key, StringComparer.Ordinal);
        _reports = reports.ToFrozenDictionary(r => r.Key, StringComparer.Ordinal);
        _relations = types.SelectMany(t => t.Fields.Where(f => f is { ReferenceType: not null, Nature: not FieldNature.System }).Select(f => (f.ReferenceType, Relation: new RelationDefinition($"{t.Key}:{f.Key}", t.Key, f.Key))))
            .ToLookup(r => r.ReferenceType!, r => r.Relation, StringComparer.Ordinal);
    }

    /// <summary>Counts the changes of the catalog in this process, from 1.</summary>
    public long Version { get; }

    /// <summary>All record types.</summary>
    public IReadOnlyList<RecordTypeDefinition> Types { get; }

    /// <summary>All pipelines.</summary>
    public IReadOnlyList<PipelineDefinition> Pipelines { get; }

    /// <summary>All conversions between record types.</summary>
    public IReadOnlyList<ConversionDefinition> Conversions { get; }

    /// <summary>All sales processes: which links of the chain an industry uses.</summary>
    public IReadOnlyList<SalesProcess> Processes { get; }

    /// <summary>All roles.</summary>
    public IReadOnlyList<RoleDefinition> Roles { get; }

    /// <summary>All reports.</summary>
    public IReadOnlyList<ReportDefinition> Reports { get; }

    /// <summary>All metrics, asked for like reports.</summary>
    public IReadOnlyList<MetricDefinition> Metrics { get; internal init; } = [];

    /// <summary>All settings of plugins.</summary>
    public IReadOnlyList<SettingDefinition> Settings { get; internal init; } = [];

    /// <summary>All REST endpoints of plugins.</summary>
    public IReadOnlyList<EndpointDefinition> Endpoints { get; internal init; } = [];

    /// <summary>All scheduled jobs of plugins.</summary>
    public IReadOnlyList<JobDefinition> Jobs { get; internal init; } = [];

    /// <summary>All scoring factors, in the order in which they are asked.</summary>
    public IReadOnlyList<ScoringFactorDefinition> ScoringFactors { get; internal init; } = [];

    /// <summary>All sources that propose values for records, in the order in which they are asked.</summary>
    public IReadOnlyList<EnrichmentSourceDefinition> EnrichmentSources { get; internal init; } = [];

    /// <summary>All named field types of plugins.</summary>
    public IReadOnlyList<FieldTypeDefinition> FieldTypes { get; internal init; } = [];

    /// <summary>All formats that files can be imported from.</summary>
    public IReadOnlyList<ImportFormatDefinition> ImportFormats { get; internal init; } = [];

    /// <summary>All formats that records can be exported to.</summary>
    public IReadOnlyList<ExportFormatDefinition> ExportFormats { get; internal init; } = [];

    /// <summary>All templates of documents.</summary>
    public IReadOnlyList<DocumentTemplate> DocumentTemplates { get; internal init; } = [];

    /// <summary>All actions of plugins, in the order in which they are offered.</summary>
    public IReadOnlyList<RecordActionDefinition> RecordActions { get; internal init; } = [];

    /// <summary>All pages of plugins, in the order of the menu, with the sections that others add.</summary>
    public IReadOnlyList<PageDefinition> Pages { get; internal init; } = [];

    /// <summary>All widgets of plugins.</summary>
    public IReadOnlyList<WidgetDefinition> Widgets { get; internal init; } = [];

    /// <summary>All rules of administrators across fields, also those that sleep because a field's plugin is not enabled.</summary>
    public IReadOnlyList<RecordRule> RecordRules { get; internal init; } = [];

    /// <summary>All layouts of record pages and forms, also those that sleep because the plugin of their type is not enabled. What holds for somebody is told by <see cref="ILayouts"/>.</summary>
    public IReadOnlyList<LayoutDefinition> Layouts { get; internal init; } = [];

    /// <summary>All menus. Which one holds for somebody is told by <see cref="ILayouts"/>.</summary>
    public IReadOnlyList<MenuDefinition> Menus { get; internal init; } = [];

    /// <summary>All rules of administrators by which new records find their owner, also those that sleep because a field's plugin is not enabled.</summary>
    public IReadOnlyList<RoutingRule> RoutingRules { get; internal init; } = [];

    /// <summary>All workflows of administrators, also those that sleep because a step's plugin is not enabled.</summary>
    public IReadOnlyList<WorkflowDefinition> Workflows { get; internal init; } = [];

    /// <summary>All triggers that workflows can have.</summary>
    public IReadOnlyList<WorkflowTriggerDefinition> WorkflowTriggers { get; internal init; } = [];

    /// <summary>All conditions that workflows can have beside a filter.</summary>
    public IReadOnlyList<WorkflowConditionDefinition> WorkflowConditions { get; internal init; } = [];

    /// <summary>All actions that workflows can have.</summary>
    public IReadOnlyList<WorkflowActionDefinition> WorkflowActions { get; internal init; } = [];

    /// <summary>All connectors of plugins.</summary>
    public IReadOnlyList<ConnectorDefinition> Connectors { get; internal init; } = [];

    /// <summary>The cultures that plugins translate labels into, beside English and Simplified Chinese.</summary>
    public IReadOnlyList<string> Cultures { get; internal init; } = [];

    /// <summary>What people call the sources of definitions, by id: a plugin's by its manifest.</summary>
    internal IReadOnlyDictionary<string, string> SourceNames { get; init; } = new Dictionary<string, string>();

    /// <summary>Files of plugins that browsers may read.</summary>
    internal IReadOnlyList<PluginAsset> Assets { get; init; } = [];

    /// <summary>A file of a plugin, if there is one.</summary>
    internal PluginAsset? FindAsset(string source, string name) => Assets.FirstOrDefault(a => a.Source == source && a.Name == name);

    /// <summary>The record type with this key.</summary>
    /// <exception cref="CrmNotFoundException"><c>catalog.type-unknown</c>.</exception>
    public RecordTypeDefinition Type(string key) => TryType(key, out var type) ? type : throw new CrmNotFoundException(CatalogErrors.TypeUnknown(key));

    /// <summary>The record type of a core class.</summary>
    /// <exception cref="CrmNotFoundException"><c>catalog.type-unknown</c>.</exception>
    public RecordTypeDefinition Type(Type clrType) =>
        _byClr.TryGetValue(clrType, out var type) ? type : throw new CrmNotFoundException(CatalogErrors.TypeUnknown(clrType.Name));

    /// <summary>The record type of a record.</summary>
    /// <exception cref="CrmNotFoundException"><c>catalog.type-unknown</c>.</exception>
    public RecordTypeDefinition TypeOf(Record record) => record is CustomRecord custom ? Type(custom.TypeKey) : Type(record.GetType());

    /// <summary>The record type with this key or plural key, if there is one.</summary>
    public bool TryType(string keyOrPlural, [NotNullWhen(true)] out RecordTypeDefinition? type) =>
        _types.TryGetValue(keyOrPlural, out type) || _byPlural.TryGetValue(keyOrPlural, out type);

    /// <summary>The pipeline with this key.</summary>
    /// <exception cref="CrmNotFoundException"><c>catalog.pipeline-unknown</c>.</exception>
    public PipelineDefinition Pipeline(string key) =>
        _pipelines.TryGetValue(key, out var pipeline) ? pipeline : throw new CrmNotFoundException(CatalogErrors.PipelineUnknown(key));

    /// <summary>The pipeline with this key, if there is one.</summary>
    public bool TryPipeline(string key, [NotNullWhen(true)] out PipelineDefinition? pipeline) => _pipelines.TryGetValue(key, out pipeline);

    /// <summary>The pipelines of a record type; the first one is the default for new records.</summary>
    public IEnumerable<PipelineDefinition> PipelinesOf(string type) => _pipelinesOf[type];

    /// <summary>The references that point at records of a type, from whichever type.</summary>
    public IEnumerable<RelationDefinition> RelationsOf(string type) => _relations[type];

    /// <summary>A relation by its key, or by the key or plural of the only type that points by one; <see langword="null"/> when there is none or several.</summary>
    internal RelationDefinition? FindRelation(string type, string named) => RelationsOf(type).FirstOrDefault(r => r.Key == named)
        ?? (RelationsOf(type).Where(r => r.RecordType == named || Type(r.RecordType).PluralKey == named).ToList() is [var only] ? only : null);

    /// <summary>The role with this key, if there is one.</summary>
    public bool TryRole(string key, [NotNullWhen(true)] out RoleDefinition? role) => _roles.TryGetValue(key, out role);

    /// <summary>The report with this key, if there is one.</summary>
    public bool TryReport(string key, [NotNullWhen(true)] out ReportDefinition? report) => _reports.TryGetValue(key, out report);

    /// <summary>The conversion between two types, if there is one.</summary>
    public bool TryConversion(string from, string to, [NotNullWhen(true)] out ConversionDefinition? conversion) =>
        (conversion = Conversions.FirstOrDefault(c => c.From == from && c.To == to)) is not null;
}
