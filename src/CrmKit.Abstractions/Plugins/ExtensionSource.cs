using System.Collections;
using CrmKit.Access;
using CrmKit.Actions;
using CrmKit.Assignment;
using CrmKit.Catalog;
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
using CrmKit.Reports;
using CrmKit.Scheduling;
using CrmKit.Scoring;
using CrmKit.Seeds;
using CrmKit.Settings;
using CrmKit.Quality;
using CrmKit.Workflows;

namespace CrmKit.Plugins;

/// <summary>All that one source (core, a plugin, the administrators) adds; taken up and taken away as a whole.</summary>
internal sealed class ExtensionSource(string id)
{
    private ExtensionSource? _plugin; // of one that was put together: when the plugin forgets its container, so does it

    private Func<string, bool> _isOn = static _ => true; // of one that was put together

    public string Id { get; } = id;

    /// <summary>What people call it.</summary>
    public string Name { get; init; } = id;

    /// <summary>Position among sources: core is 0, administrators 1, plugins follow in dependency order.</summary>
    public int Rank { get; set; }

    /// <summary>The container that makes the source's handlers.</summary>
    public IServiceProvider Services { get => _plugin?.Services ?? field; set; } = null!;

    /// <summary>Enters the source for one call; <see langword="null"/> when it is closing. Disposed when the call ends.</summary>
    public Func<IDisposable?> Enter { get; set; } = static () => NoLease.Instance;

    /// <summary>Guards calls into the source's code; <see langword="null"/> for code that is the host's own.</summary>
    public IExtensionGuard? Guard { get; set; }

    /// <summary>What it may reach beside the doors; <see langword="null"/> for the host's own code, which may reach anything.</summary>
    public PluginReach? Reach { get; init; }

    /// <summary>What the source's code is held to where no guard stands before it; <see langword="null"/> for nothing.</summary>
    public ICallMeter? Meter { get; set; }

    public List<RecordTypeDefinition> RecordTypes { get; } = [];
    public List<(string RecordType, FieldDefinition Field)> Fields { get; } = [];
    public List<PipelineDefinition> Pipelines { get; } = [];
    public List<ConversionDefinition> Conversions { get; } = [];
    public List<(string From, string To, FieldCopy Copy)> ConversionCopies { get; } = [];
    public List<SalesProcess> Processes { get; } = [];
    public List<RoleDefinition> Roles { get; } = [];
    public List<ReportDefinition> Reports { get; } = [];
    public List<MetricDefinition> Metrics { get; } = [];
    public List<SettingDefinition> Settings { get; } = [];
    public List<EndpointDefinition> Endpoints { get; } = [];
    public List<JobDefinition> Jobs { get; } = [];
    public List<ScoringFactorDefinition> ScoringFactors { get; } = [];
    public List<EnrichmentSourceDefinition> EnrichmentSources { get; } = [];
    public List<FieldTypeDefinition> FieldTypes { get; } = [];
    public List<ImportFormatDefinition> ImportFormats { get; } = [];
    public List<ExportFormatDefinition> ExportFormats { get; } = [];
    public List<DocumentTemplate> DocumentTemplates { get; } = [];
    public List<SeedRecord> Seeds { get; } = [];
    public List<(string Culture, string Key, string Text)> Translations { get; } = [];
    public List<PageDefinition> Pages { get; } = [];
    public List<(string Page, PageSection Section)> PageSections { get; } = [];
    public List<WidgetDefinition> Widgets { get; } = [];
    public List<PluginAsset> Assets { get; } = [];
    public List<RecordActionDefinition> RecordActions { get; } = [];
    public List<RecordRule> RecordRules { get; } = [];
    public List<LayoutDefinition> Layouts { get; } = [];
    public List<MenuDefinition> Menus { get; } = [];
    public List<RoutingRule> RoutingRules { get; } = [];
    public List<WorkflowDefinition> Workflows { get; } = [];
    public List<WorkflowTriggerDefinition> WorkflowTriggers { get; } = [];
    public List<WorkflowConditionDefinition> WorkflowConditions { get; } = [];
    public List<WorkflowActionDefinition> WorkflowActions { get; } = [];
    public List<ConnectorDefinition> Connectors { get; } = [];
    public List<ExtensionPoint> Extensions { get; } = [];

    /// <summary>What comes and goes with features of the plugin, in the order of declaration; the lists of the source itself hold nothing of it.</summary>
    public List<(string Feature, ExtensionSource Part)> Parts { get; } = [];

    private IEnumerable<IList> Lists =>
    [
        RecordTypes, Fields, Pipelines, Conversions, ConversionCopies, Processes, Roles, Reports, Metrics, Settings, Endpoints, Jobs, ScoringFactors, EnrichmentSources, FieldTypes, ImportFormats, ExportFormats,
        DocumentTemplates, Seeds, Translations, Pages, PageSections, Widgets, Assets, RecordActions, RecordRules, RoutingRules, Layouts, Menus, Workflows, WorkflowTriggers, WorkflowConditions, WorkflowActions, Connectors, Extensions,
    ];

    /// <summary>The source with those of its parts whose features are on, after what is its own; the source itself when it has no parts.</summary>
    public ExtensionSource With(Func<string, bool> isOn)
    {
        if (Parts.Count == 0) return this;
        var whole = new ExtensionSource(Id) { _plugin = this, _isOn = isOn, Name = Name, Rank = Rank, Enter = Enter, Guard = Guard, Meter = Meter };
        foreach (var part in Parts.Where(p => isOn(p.Feature)).Select(p => p.Part).Prepend(this))
            foreach (var (to, from) in whole.Lists.Zip(part.Lists))
                foreach (var item in from) to.Add(item);
        return whole;
    }

    /// <summary>The source, put together of fewer of its parts; the source itself when none of these features is on in it.</summary>
    public ExtensionSource Less(Func<string, bool> isOff) =>
        _plugin is { } plugin && plugin.Parts.Exists(p => _isOn(p.Feature) && isOff(p.Feature)) ? plugin.With(f => _isOn(f) && !isOff(f)) : this;

    private sealed class NoLease : IDisposable
    {
        public static readonly NoLease Instance = new();
        public void Dispose() { }
    }
}

/// <summary>One handler of a source at one extension point.</summary>
/// <param name="Contract">The extension interface, of CrmKit.Abstractions.</param>
/// <param name="Target">The record type, pipeline, conversion (<c>from>to</c>), event name or effect kind; <c>*</c> for all.</param>
/// <param name="Order">Ascending.</param>
/// <param name="Name">The handler's class, as text for errors and traces.</param>
/// <param name="Resolve">Makes the handler out of a scope of the source's container.</param>
internal sealed record ExtensionPoint(Type Contract, string Target, int Order, string Name, Func<IServiceProvider, object> Resolve)
{
    /// <summary>Whether a failure undoes what the handler did, and not what it was called for.</summary>
    public bool IsBestEffort { get; init; }

    /// <summary>The fields whose change it waits for; <see langword="null"/> when it waits for none in particular.</summary>
    public IReadOnlyList<string>? OnChangeOf { get; init; }

    /// <summary>What it says that it saves.</summary>
    public IReadOnlyList<Records.SavesAttribute> Saves { get; init; } = [];

    /// <summary>What the source's guard remembers of the point.</summary>
    public object? GuardState { get; set; }
}

/// <summary>Where sources are added and removed; implemented by the engine, used by the plugin loader.</summary>
internal interface IExtensionHost
{
    /// <summary>Adds a source, or replaces the one with the same id, as one new version of the catalog.</summary>
    /// <exception cref="CrmRuleException"><c>catalog.duplicate</c>, <c>catalog.key-invalid</c>, <c>catalog.definition-invalid</c>; nothing is added then.</exception>
    void Put(ExtensionSource source);

    /// <summary>Removes a source; unknown ids are ignored.</summary>
    void Remove(string id);

    /// <summary>Keeps sources, or features of them, from tenants: in their sessions nothing of these is there. In the place of what was kept from them before.</summary>
    /// <param name="byTenant">By tenant the ids of sources, and features as <c>id/feature</c>; a source whose definitions another needs is to go with that one.</param>
    /// <exception cref="CrmRuleException">Something that stays for a tenant refers to what goes: no session of that tenant opens until this is put right.</exception>
    void Hide(IReadOnlyDictionary<string, IReadOnlySet<string>> byTenant);

    /// <summary>Names the plugins whose deliveries wait while they take no part, in the place of those named before.</summary>
    void Know(IReadOnlyList<KnownSource> sources);

    /// <summary>A builder that fills a source; the services registered on it are in the returned builder's <see cref="ICrmPluginBuilder.Services"/>.</summary>
    ICrmPluginBuilder NewBuilder(ExtensionSource source);
}
