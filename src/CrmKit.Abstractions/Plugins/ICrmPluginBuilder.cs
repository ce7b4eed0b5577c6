using CrmKit.Access;
using CrmKit.Actions;
using CrmKit.Assignment;
using CrmKit.Attachments;
using CrmKit.Connectors;
using CrmKit.Conversions;
using CrmKit.Documents;
using CrmKit.Effects;
using CrmKit.Endpoints;
using CrmKit.Enrichment;
using CrmKit.Events;
using CrmKit.Fields;
using CrmKit.Formats;
using CrmKit.Matching;
using CrmKit.Pages;
using CrmKit.Persons;
using CrmKit.Pipelines;
using CrmKit.Reports;
using CrmKit.Scheduling;
using CrmKit.Scoring;
using CrmKit.Seeds;
using CrmKit.Workflows;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Plugins;

/// <summary>What a plugin, and every feature of core, can add. All names are keys; keys of a plugin begin with its id.</summary>
/// <remarks>Used during <see cref="CrmPlugin.Configure"/> only. Handlers are made by the plugin's own container, one per session.</remarks>
public interface ICrmPluginBuilder
{
    /// <summary>The plugin's own services.</summary>
    IServiceCollection Services { get; }

    /// <summary>Adds what comes and goes with a feature that the manifest declares, while the plugin runs; an administrator switches it. In a plugin that is compiled into the host every feature is on.</summary>
    /// <param name="feature">The feature's id, as in the manifest.</param>
    /// <param name="define">Adds what belongs to it. Services are those of the whole plugin, whatever is on.</param>
    /// <exception cref="InvalidOperationException">It was called within another feature: what one needs of others the manifest says.</exception>
    ICrmPluginBuilder Feature(string feature, Action<ICrmPluginBuilder> define);

    /// <summary>Adds a record type; its records are <see cref="CustomRecord"/>s.</summary>
    ICrmPluginBuilder RecordType(string key, Action<CustomTypeBuilder> define);

    /// <summary>Adds fields to a core record type.</summary>
    ICrmPluginBuilder Fields<T>(Action<FieldsBuilder> define) where T : Record;

    /// <summary>Adds fields to any record type.</summary>
    ICrmPluginBuilder Fields(string recordType, Action<FieldsBuilder> define);

    /// <summary>Adds a pipeline.</summary>
    ICrmPluginBuilder Pipeline(PipelineDefinition pipeline);

    /// <summary>Adds a conversion between two types.</summary>
    ICrmPluginBuilder Conversion(ConversionDefinition conversion);

    /// <summary>Adds fields to the copy map of a conversion that another source defines.</summary>
    ICrmPluginBuilder ExtendConversion(string from, string to, params IReadOnlyList<FieldCopy> copies);

    /// <summary>Adds a sales process.</summary>
    ICrmPluginBuilder Process(SalesProcess process);

    /// <summary>Adds a role.</summary>
    ICrmPluginBuilder Role(RoleDefinition role);

    /// <summary>Adds settings, which administrators give values per tenant; the plugin reads them through <see cref="CrmKit.Settings.IPluginSettings"/>.</summary>
    ICrmPluginBuilder Settings(Action<SettingsBuilder> define);

    /// <summary>Adds a normaliser for a record type, or <c>*</c> for all.</summary>
    ICrmPluginBuilder AddNormalizer<T>(string recordType = "*", int order = 0) where T : class, IRecordNormalizer;

    /// <summary>Adds a before handler for a record type, or <c>*</c> for all.</summary>
    ICrmPluginBuilder AddBeforeSave<T>(string recordType = "*", int order = 0) where T : class, IBeforeSave;

    /// <summary>Adds an after handler for a record type, or <c>*</c> for all; <paramref name="onFailure"/> says what becomes of the save when it fails.</summary>
    ICrmPluginBuilder AddAfterSave<T>(string recordType = "*", int order = 0, FailureRule onFailure = FailureRule.RollBack) where T : class, IAfterSave;

    /// <summary>Adds a validator for a record type, or <c>*</c> for all.</summary>
    ICrmPluginBuilder AddValidator<T>(string recordType = "*", int order = 0) where T : class, IRecordValidator;

    /// <summary>Adds a guard for a pipeline, or <c>*</c> for all.</summary>
    ICrmPluginBuilder AddStageGuard<T>(string pipeline = "*", int order = 0) where T : class, IStageGuard;

    /// <summary>Adds a guard over changes of owner of a record type, or <c>*</c> for all.</summary>
    ICrmPluginBuilder AddAssignmentGuard<T>(string recordType = "*", int order = 0) where T : class, IAssignmentGuard;

    /// <summary>Adds a rule that chooses who gets new records of a type, or <c>*</c> for all.</summary>
    ICrmPluginBuilder AddAssignmentRule<T>(string recordType = "*", int order = 0) where T : class, IAssignmentRule;

    /// <summary>Adds a step to a conversion.</summary>
    ICrmPluginBuilder AddConversionStep<T>(string from, string to, int order = 0) where T : class, IConversionStep;

    /// <summary>Subscribes to events by name; <c>*</c> stands for one part (<c>lead.*</c>).</summary>
    ICrmPluginBuilder AddSubscriber<T>(string eventName, int order = 0) where T : class, IEventSubscriber;

    /// <summary>Adds the executor of one kind of effect.</summary>
    ICrmPluginBuilder AddEffectExecutor<T>(string kind) where T : class, IEffectExecutor;

    /// <summary>Adds a report.</summary>
    ICrmPluginBuilder AddReport<T>(ReportDefinition report) where T : class, IReport;

    /// <summary>Adds a metric.</summary>
    ICrmPluginBuilder AddMetric<T>(MetricDefinition metric) where T : class, IMetric;

    /// <summary>Adds a REST endpoint under <c>/ext/{plugin id}</c>.</summary>
    ICrmPluginBuilder AddEndpoint<T>(EndpointDefinition endpoint) where T : class, IPluginEndpoint;

    /// <summary>Adds work to be done at certain times.</summary>
    ICrmPluginBuilder AddJob<T>(JobDefinition job) where T : class, IScheduledJob;

    /// <summary>Adds a named part of a score.</summary>
    ICrmPluginBuilder AddScoringFactor<T>(ScoringFactorDefinition factor) where T : class, IScoringFactor;

    /// <summary>Adds a source that proposes values for records.</summary>
    ICrmPluginBuilder AddEnrichmentSource<T>(EnrichmentSourceDefinition source) where T : class, IEnrichmentSource;

    /// <summary>Adds a matcher that finds records of one type for records of another, or duplicates within one type.</summary>
    ICrmPluginBuilder AddMatcher<T>(string from, string to, int order = 0) where T : class, IRecordMatcher;

    /// <summary>Adds a named field type; fields refer to it by <see cref="FieldDefinition.TypeKey"/>.</summary>
    ICrmPluginBuilder AddFieldType<T>(FieldTypeDefinition fieldType) where T : class, IFieldType;

    /// <summary>Adds a format that files can be imported from.</summary>
    ICrmPluginBuilder AddImportFormat<T>(ImportFormatDefinition format) where T : class, IImportFormat;

    /// <summary>Adds a format that records can be exported to.</summary>
    ICrmPluginBuilder AddExportFormat<T>(ExportFormatDefinition format) where T : class, IExportFormat;

    /// <summary>Adds a template of documents that are made out of records.</summary>
    ICrmPluginBuilder AddDocumentTemplate(DocumentTemplate template);

    /// <summary>Adds records that the plugin brings along, in the order in which they are planted.</summary>
    ICrmPluginBuilder Seed(params IEnumerable<SeedRecord> records);

    /// <summary>Adds a trigger for workflows.</summary>
    /// <param name="trigger">What it is.</param>
    /// <param name="inputs">The inputs that it takes; keys without the plugin's id. <see langword="null"/> for none.</param>
    ICrmPluginBuilder AddWorkflowTrigger<T>(WorkflowTriggerDefinition trigger, Action<FieldsBuilder>? inputs = null) where T : class, IWorkflowTrigger;

    /// <summary>Adds a condition for workflows.</summary>
    /// <param name="condition">What it is.</param>
    /// <param name="inputs">The inputs that it takes; keys without the plugin's id. <see langword="null"/> for none.</param>
    ICrmPluginBuilder AddWorkflowCondition<T>(WorkflowConditionDefinition condition, Action<FieldsBuilder>? inputs = null) where T : class, IWorkflowCondition;

    /// <summary>Adds an action for workflows.</summary>
    /// <param name="action">What it is.</param>
    /// <param name="inputs">The inputs that it takes; keys without the plugin's id. <see langword="null"/> for none.</param>
    ICrmPluginBuilder AddWorkflowAction<T>(WorkflowActionDefinition action, Action<FieldsBuilder>? inputs = null) where T : class, IWorkflowAction;

    /// <summary>Adds a connection with another system, which brings its records.</summary>
    ICrmPluginBuilder AddConnector<T>(ConnectorDefinition connector) where T : class, IConnector;

    /// <summary>Adds what looks into files before they are kept.</summary>
    ICrmPluginBuilder AddFileScanner<T>() where T : class, IFileScanner;

    /// <summary>Adds what gives out and erases data about a person that the plugin keeps outside records.</summary>
    ICrmPluginBuilder AddPersonData<T>() where T : class, IPersonData;

    /// <summary>Adds a migration of the plugin's data, to the version whose data it makes.</summary>
    ICrmPluginBuilder AddMigration<T>(string toVersion) where T : class, IPluginMigration;

    /// <summary>Adds translations of labels, its own or others'; those in the plugin's folder, <c>i18n/{culture}.json</c>, are added by themselves.</summary>
    ICrmPluginBuilder Translations(string culture, IReadOnlyDictionary<string, string> texts);

    /// <summary>Adds something that people do to records by a button: in lists, on their pages, on boards, and through the API.</summary>
    /// <param name="action">What it is.</param>
    /// <param name="inputs">What people fill in first; keys without the plugin's id. <see langword="null"/> for nothing.</param>
    ICrmPluginBuilder AddRecordAction<T>(RecordActionDefinition action, Action<FieldsBuilder>? inputs = null) where T : class, IRecordAction;

    /// <summary>Adds a page to the user interface.</summary>
    ICrmPluginBuilder AddPage(PageDefinition page);

    /// <summary>Adds a section to a page of another plugin, or of the user interface itself (<see cref="HostPages"/>).</summary>
    ICrmPluginBuilder AddPageSection(string page, PageSection section);

    /// <summary>Adds a widget for pages.</summary>
    /// <exception cref="ArgumentException">It is of <see cref="WidgetKind.Code"/>: name its class.</exception>
    ICrmPluginBuilder AddWidget(WidgetDefinition widget);

    /// <summary>Adds a widget for pages whose content is code of the plugin; its kind is <see cref="WidgetKind.Code"/>.</summary>
    ICrmPluginBuilder AddWidget<T>(WidgetDefinition widget) where T : class, IWidget;
}
