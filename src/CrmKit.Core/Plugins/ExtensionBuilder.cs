using System.Reflection;
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
using CrmKit.Records;
using CrmKit.Reports;
using CrmKit.Scheduling;
using CrmKit.Scoring;
using CrmKit.Seeds;
using CrmKit.Workflows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CrmKit.Plugins;

/// <summary>Writes what a plugin or a feature of core declares into its source.</summary>
internal sealed class ExtensionBuilder(ExtensionSource source, ExtensionBuilder? plugin = null) : ICrmPluginBuilder
{
    public ExtensionSource Source { get; } = source;

    public IServiceCollection Services { get; } = plugin?.Services ?? new ServiceCollection();

    public ICrmPluginBuilder Feature(string feature, Action<ICrmPluginBuilder> define)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(feature);
        ArgumentNullException.ThrowIfNull(define);
        if (plugin is not null) throw new InvalidOperationException($"Feature '{feature}' is declared within another one. Declare it beside that one, and say in plugin.json that it depends on it.");
        var part = new ExtensionSource(Source.Id);
        define(new ExtensionBuilder(part, this));
        return Into(Source.Parts, (feature, part));
    }

    public ICrmPluginBuilder RecordType(string key, Action<CustomTypeBuilder> define)
    {
        var type = new CustomTypeBuilder(key);
        define(type);
        Source.RecordTypes.Add(StandardFields.CustomType(type, Source.Id));
        return this;
    }

    public ICrmPluginBuilder Fields<T>(Action<FieldsBuilder> define) where T : Record => Fields(RecordTypeKey.Of(typeof(T)), define);

    public ICrmPluginBuilder Fields(string recordType, Action<FieldsBuilder> define)
    {
        var fields = new FieldsBuilder();
        define(fields);
        Source.Fields.AddRange(fields.Fields.Select(f => (recordType, HostCopies.Of(f with { Source = Source.Id }))));
        return this;
    }

    public ICrmPluginBuilder Pipeline(PipelineDefinition pipeline) => Into(Source.Pipelines, HostCopies.Of(pipeline with { Source = Source.Id }));

    public ICrmPluginBuilder Conversion(ConversionDefinition conversion) => Into(Source.Conversions, HostCopies.Of(conversion with { Source = Source.Id }));

    public ICrmPluginBuilder ExtendConversion(string from, string to, params IReadOnlyList<FieldCopy> copies)
    {
        Source.ConversionCopies.AddRange(copies.Select(c => (from, to, c)));
        return this;
    }

    public ICrmPluginBuilder Process(SalesProcess process) => Into(Source.Processes, HostCopies.Of(process with { Source = Source.Id }));

    public ICrmPluginBuilder Role(RoleDefinition role) => Into(Source.Roles, HostCopies.Of(role with { Source = Source.Id }));

    public ICrmPluginBuilder Settings(Action<SettingsBuilder> define)
    {
        var settings = new SettingsBuilder();
        define(settings);
        Source.Settings.AddRange(settings.Settings.Select(s => s with { Field = HostCopies.Of(s.Field with { Source = Source.Id }) }));
        return this;
    }

    public ICrmPluginBuilder AddNormalizer<T>(string recordType = "*", int order = 0) where T : class, IRecordNormalizer => Extend<IRecordNormalizer, T>(recordType, order);

    public ICrmPluginBuilder AddBeforeSave<T>(string recordType = "*", int order = 0) where T : class, IBeforeSave => Extend<IBeforeSave, T>(recordType, order);

    public ICrmPluginBuilder AddAfterSave<T>(string recordType = "*", int order = 0, FailureRule onFailure = FailureRule.RollBack) where T : class, IAfterSave =>
        Extend<IAfterSave, T>(recordType, order, isBestEffort: onFailure == FailureRule.BestEffort);

    public ICrmPluginBuilder AddValidator<T>(string recordType = "*", int order = 0) where T : class, IRecordValidator => Extend<IRecordValidator, T>(recordType, order);

    public ICrmPluginBuilder AddStageGuard<T>(string pipeline = "*", int order = 0) where T : class, IStageGuard => Extend<IStageGuard, T>(pipeline, order);

    public ICrmPluginBuilder AddAssignmentRule<T>(string recordType = "*", int order = 0) where T : class, IAssignmentRule => Extend<IAssignmentRule, T>(recordType, order);

    public ICrmPluginBuilder AddAssignmentGuard<T>(string recordType = "*", int order = 0) where T : class, IAssignmentGuard => Extend<IAssignmentGuard, T>(recordType, order);

    public ICrmPluginBuilder AddConversionStep<T>(string from, string to, int order = 0) where T : class, IConversionStep => Extend<IConversionStep, T>($"{from}>{to}", order);

    public ICrmPluginBuilder AddSubscriber<T>(string eventName, int order = 0) where T : class, IEventSubscriber => Extend<IEventSubscriber, T>(eventName, order);

    public ICrmPluginBuilder AddEffectExecutor<T>(string kind) where T : class, IEffectExecutor => Extend<IEffectExecutor, T>(kind, 0);

    public ICrmPluginBuilder AddReport<T>(ReportDefinition report) where T : class, IReport
    {
        Source.Reports.Add(HostCopies.Of(report with { Source = Source.Id }));
        return Extend<IReport, T>(report.Key, 0);
    }

    public ICrmPluginBuilder AddMetric<T>(MetricDefinition metric) where T : class, IMetric
    {
        Source.Metrics.Add(HostCopies.Of(metric with { Source = Source.Id }));
        return Extend<IMetric, T>(metric.Key, 0);
    }

    public ICrmPluginBuilder AddEndpoint<T>(EndpointDefinition endpoint) where T : class, IPluginEndpoint
    {
        Source.Endpoints.Add(HostCopies.Of(endpoint with { Source = Source.Id }));
        return Extend<IPluginEndpoint, T>(endpoint.Key, 0);
    }

    public ICrmPluginBuilder AddJob<T>(JobDefinition job) where T : class, IScheduledJob
    {
        Source.Jobs.Add(job with { Source = Source.Id });
        return Extend<IScheduledJob, T>(job.Key, 0);
    }

    public ICrmPluginBuilder AddScoringFactor<T>(ScoringFactorDefinition factor) where T : class, IScoringFactor
    {
        Source.ScoringFactors.Add(factor with { Source = Source.Id });
        return Extend<IScoringFactor, T>(factor.Key, 0);
    }

    public ICrmPluginBuilder AddEnrichmentSource<T>(EnrichmentSourceDefinition source) where T : class, IEnrichmentSource
    {
        Source.EnrichmentSources.Add(source with { RecordTypes = [.. source.RecordTypes], Source = Source.Id });
        return Extend<IEnrichmentSource, T>(source.Key, 0);
    }

    public ICrmPluginBuilder AddMigration<T>(string toVersion) where T : class, IPluginMigration
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(toVersion);
        return Extend<IPluginMigration, T>(toVersion, 0);
    }

    public ICrmPluginBuilder AddFileScanner<T>() where T : class, IFileScanner => Extend<IFileScanner, T>("*", 0);

    public ICrmPluginBuilder AddPersonData<T>() where T : class, IPersonData => Extend<IPersonData, T>("*", 0);

    public ICrmPluginBuilder AddMatcher<T>(string from, string to, int order = 0) where T : class, IRecordMatcher => Extend<IRecordMatcher, T>($"{from}>{to}", order);

    public ICrmPluginBuilder AddFieldType<T>(FieldTypeDefinition fieldType) where T : class, IFieldType
    {
        Source.FieldTypes.Add(HostCopies.Of(fieldType with { Source = Source.Id }));
        return Extend<IFieldType, T>(fieldType.Key, 0);
    }

    public ICrmPluginBuilder AddImportFormat<T>(ImportFormatDefinition format) where T : class, IImportFormat
    {
        Source.ImportFormats.Add(format with { Source = Source.Id });
        return Extend<IImportFormat, T>(format.Key, 0);
    }

    public ICrmPluginBuilder AddExportFormat<T>(ExportFormatDefinition format) where T : class, IExportFormat
    {
        Source.ExportFormats.Add(format with { Source = Source.Id });
        return Extend<IExportFormat, T>(format.Key, 0);
    }

    public ICrmPluginBuilder AddWorkflowTrigger<T>(WorkflowTriggerDefinition trigger, Action<FieldsBuilder>? inputs = null) where T : class, IWorkflowTrigger
    {
        Source.WorkflowTriggers.Add(trigger with { Source = Source.Id, Inputs = Collected(inputs), Events = trigger.Events.ToArray() });
        return Extend<IWorkflowTrigger, T>(trigger.Key, 0);
    }

    public ICrmPluginBuilder AddWorkflowCondition<T>(WorkflowConditionDefinition condition, Action<FieldsBuilder>? inputs = null) where T : class, IWorkflowCondition
    {
        Source.WorkflowConditions.Add(condition with { Source = Source.Id, Inputs = Collected(inputs) });
        return Extend<IWorkflowCondition, T>(condition.Key, 0);
    }

    public ICrmPluginBuilder AddWorkflowAction<T>(WorkflowActionDefinition action, Action<FieldsBuilder>? inputs = null) where T : class, IWorkflowAction
    {
        Source.WorkflowActions.Add(action with { Source = Source.Id, Inputs = Collected(inputs) });
        return Extend<IWorkflowAction, T>(action.Key, 0);
    }

    public ICrmPluginBuilder AddRecordAction<T>(RecordActionDefinition action, Action<FieldsBuilder>? inputs = null) where T : class, IRecordAction
    {
        Source.RecordActions.Add(HostCopies.Of(action with { Source = Source.Id, Inputs = Collected(inputs) }));
        return Extend<IRecordAction, T>(action.Key, 0);
    }

    public ICrmPluginBuilder AddDocumentTemplate(DocumentTemplate template) => Into(Source.DocumentTemplates, HostCopies.Of(template with { Source = Source.Id }));

    public ICrmPluginBuilder AddConnector<T>(ConnectorDefinition connector) where T : class, IConnector
    {
        Source.Connectors.Add(HostCopies.Of(connector with { Source = Source.Id }));
        return Extend<IConnector, T>(connector.Key, 0);
    }

    public ICrmPluginBuilder Seed(params IEnumerable<SeedRecord> records)
    {
        Source.Seeds.AddRange(records.Select(r => HostCopies.Of(r with { Source = Source.Id })));
        return this;
    }

    public ICrmPluginBuilder Translations(string culture, IReadOnlyDictionary<string, string> texts)
    {
        Source.Translations.AddRange(texts.Select(t => (culture, t.Key, t.Value)));
        return this;
    }

    public ICrmPluginBuilder AddPage(PageDefinition page) =>
        Into(Source.Pages, HostCopies.Of(page with { Source = Source.Id }));

    public ICrmPluginBuilder AddPageSection(string page, PageSection section) =>
        Into(Source.PageSections, (page, HostCopies.Of(section with { Source = Source.Id })));

    public ICrmPluginBuilder AddWidget(WidgetDefinition widget) => widget.Kind == WidgetKind.Code
        ? throw new ArgumentException($"Widget '{widget.Key}' shows what code says. Name its class: AddWidget<T>.", nameof(widget))
        : Into(Source.Widgets, HostCopies.Of(widget with { Source = Source.Id }));

    public ICrmPluginBuilder AddWidget<T>(WidgetDefinition widget) where T : class, IWidget
    {
        Source.Widgets.Add(HostCopies.Of(widget with { Source = Source.Id, Kind = WidgetKind.Code }));
        return Extend<IWidget, T>(widget.Key, 0);
    }

    private FieldDefinition[] Collected(Action<FieldsBuilder>? define)
    {
        var fields = new FieldsBuilder();
        define?.Invoke(fields);
        return [.. fields.Fields.Select(f => HostCopies.Of(f with { Source = Source.Id }))];
    }

    // Nothing in here is generic over the plugin's class: the runtime would make each of it anew for every handler.
    private ExtensionBuilder Extend<TContract, T>(string target, int order, bool isBestEffort = false) where T : class, TContract => Extend(typeof(TContract), typeof(T), target, order, isBestEffort);

    private ExtensionBuilder Extend(Type contract, Type handler, string target, int order, bool isBestEffort)
    {
        Services.TryAddScoped(handler);
        Source.Extensions.Add(new ExtensionPoint(contract, target, order, handler.FullName!, services => services.GetRequiredService(handler))
        {
            IsBestEffort = isBestEffort,
            OnChangeOf = handler.GetCustomAttribute<OnChangeOfAttribute>()?.Fields,
            Saves = [.. handler.GetCustomAttributes<SavesAttribute>()],
        });
        return this;
    }

    private ExtensionBuilder Into<T>(List<T> list, T item)
    {
        list.Add(item);
        return this;
    }
}
