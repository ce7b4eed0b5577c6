using CrmKit.Access;
using CrmKit.Actions;
using CrmKit.Connectors;
using CrmKit.Conversions;
using CrmKit.Documents;
using CrmKit.Endpoints;
using CrmKit.Pages;
using CrmKit.Pipelines;
using CrmKit.Reports;
using CrmKit.Seeds;

namespace CrmKit.Plugins;

/// <summary>
/// Definitions with lists of the host's own: the compiler makes the lists of a plugin's collection expressions out of classes in the plugin's assembly,
/// and whoever kept a catalog for long would keep the plugin's code in memory with it.
/// </summary>
internal static class HostCopies
{
    public static FieldDefinition Of(FieldDefinition field) => field with { Options = field.Options.ToArray() };

    public static FieldTypeDefinition Of(FieldTypeDefinition type) => type.Editor is { } editor ? type with { Editor = editor with { Suggestions = editor.Suggestions.ToArray() } } : type;

    public static PipelineDefinition Of(PipelineDefinition pipeline) => pipeline with
    {
        Stages = pipeline.Stages.Select(s => s with { RequiredFields = s.RequiredFields.ToArray(), Tasks = s.Tasks.ToArray(), AllowedNext = s.AllowedNext.ToArray() }).ToArray(),
    };

    public static ConversionDefinition Of(ConversionDefinition conversion) => conversion with
    {
        Copies = conversion.Copies.ToArray(),
        Parts = conversion.Parts.Select(p => p with { Copies = p.Copies.ToArray() }).ToArray(),
        AllowedCategories = conversion.AllowedCategories.ToArray(),
    };

    public static SalesProcess Of(SalesProcess process) => process with { Links = process.Links.ToArray(), Pipelines = new Dictionary<string, string>(process.Pipelines) };

    public static RoleDefinition Of(RoleDefinition role) => role with { Permissions = role.Permissions.ToArray(), Restrictions = role.Restrictions.ToArray() };

    public static ReportDefinition Of(ReportDefinition report) => report with { Dimensions = report.Dimensions.ToArray() };

    public static MetricDefinition Of(MetricDefinition metric) => metric with { Dimensions = metric.Dimensions.ToArray(), Parameters = metric.Parameters.ToArray() };

    public static DocumentTemplate Of(DocumentTemplate template) => template with { Variants = new Dictionary<string, string>(template.Variants) };

    public static EndpointDefinition Of(EndpointDefinition endpoint) => endpoint with { Query = endpoint.Query.ToArray() };

    public static ConnectorDefinition Of(ConnectorDefinition connector) => connector with { Types = connector.Types.Select(t => t with { Fields = t.Fields.ToArray() }).ToArray() };

    public static SeedRecord Of(SeedRecord seed) => seed with { Values = new Dictionary<string, object?>(seed.Values) };

    public static RecordActionDefinition Of(RecordActionDefinition action) => action with { RecordTypes = action.RecordTypes.ToArray() };

    public static PageDefinition Of(PageDefinition page) => page with { Sections = page.Sections.Select(s => Of(s with { Source = page.Source })).ToArray() };

    public static PageSection Of(PageSection section) => section with { Widgets = section.Widgets.ToArray() };

    public static WidgetDefinition Of(WidgetDefinition widget) => widget with { Fields = widget.Fields.ToArray() };
}
