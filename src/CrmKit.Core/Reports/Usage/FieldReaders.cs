using CrmKit.Connectors;
using CrmKit.Documents.Templates;
using CrmKit.Filters;
using CrmKit.Plugins;
using CrmKit.Workflows;

namespace CrmKit.Reports;

/// <summary>Who reads fields, as far as the catalog tells: stages that require them, workflows, widgets, reports, conversions, connectors, documents, handlers that wait for their changes.</summary>
internal sealed class FieldReaders
{
    private readonly Dictionary<(string Type, string Field), SortedSet<string>> _readers = [];

    /// <summary>Words such as <c>stage opportunity.standard/won</c>; empty for none.</summary>
    public IReadOnlyCollection<string> Of(string type, string field) => _readers.TryGetValue((type, field), out var readers) ? readers : [];

    public static FieldReaders Of(ExtensionSnapshot extensions)
    {
        var (found, catalog) = (new FieldReaders(), extensions.Catalog);
        foreach (var pipeline in catalog.Pipelines)
        {
            foreach (var stage in pipeline.Stages)
                foreach (var field in stage.RequiredFields) found.Add(pipeline.RecordType, field, $"stage {pipeline.Key}/{stage.Key}");
            if (catalog.TryType(pipeline.RecordType, out var type))
                foreach (var field in Facts.FieldsOf(type)) found.Add(type.Key, field.Key, "reports");
        }
        foreach (var workflow in catalog.Workflows)
            foreach (var (type, field) in WorkflowUses.Fields(workflow, catalog)) found.Add(type, field, $"workflow {workflow.Key}");
        foreach (var widget in catalog.Widgets.Where(w => w.RecordType is not null))
        {
            var sorted = widget.OrderBy?.Split(',').Select(f => f.Trim().TrimStart('-')) ?? [];
            foreach (var field in widget.Fields.Concat(sorted)) found.Add(widget.RecordType!, field, $"widget {widget.Key}");
            foreach (var (path, _) in FilterConditions.Of(widget.Filter, widget.RecordType!, catalog)) found.Add(path, $"widget {widget.Key}");
        }
        foreach (var conversion in catalog.Conversions)
        {
            foreach (var copy in conversion.Copies) found.Add(conversion.From, copy.From, $"conversion {conversion.From}>{conversion.To}");
            foreach (var part in conversion.Parts)
                foreach (var copy in part.Copies) found.Add(part.FromType, copy.From, $"conversion {conversion.From}>{conversion.To}");
        }
        foreach (var connector in catalog.Connectors)
            foreach (var type in connector.Types.Where(t => t.Push != ConnectorPush.None))
                foreach (var field in type.Fields) found.Add(type.RecordType, field.Field, $"connector {connector.Key}");
        foreach (var template in catalog.DocumentTemplates)
            if (catalog.TryType(template.RecordType, out var type))
                foreach (var path in template.Variants.Values.Append(template.Body).SelectMany(text => BoundTemplate.Of(catalog, type, text).Fields.Values)) found.Add(path, $"document {template.Key}");
        foreach (var source in extensions.Sources)
            foreach (var point in source.Extensions)
                foreach (var field in point.OnChangeOf ?? []) found.Add(point.Target, field, $"plugin {source.Id}");
        return found;
    }

    private void Add(FieldPath path, string reader)
    {
        foreach (var (type, field) in path.Fields()) Add(type.Key, field.Key, reader);
    }

    private void Add(string type, string field, string reader)
    {
        if (!_readers.TryGetValue((type, field), out var readers)) _readers[(type, field)] = readers = new SortedSet<string>(StringComparer.Ordinal);
        readers.Add(reader);
    }
}
