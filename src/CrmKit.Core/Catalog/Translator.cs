using CrmKit.Access;
using CrmKit.Actions;
using CrmKit.Conversions;
using CrmKit.Documents;
using CrmKit.Enrichment;
using CrmKit.Formats;
using CrmKit.Pages;
using CrmKit.Pipelines;
using CrmKit.Plugins;
using CrmKit.Reports;
using CrmKit.Settings;

namespace CrmKit.Catalog;

/// <summary>Lays translations of all sources over the labels of the catalog; what nobody translates stays the same object.</summary>
internal sealed class Translator
{
    private readonly Dictionary<string, Dictionary<string, string>> _texts = new(StringComparer.Ordinal);

    public Translator(IReadOnlyList<ExtensionSource> sources, CatalogProblems problems)
    {
        var first = new Dictionary<(string, string), string>();
        foreach (var source in sources)
            foreach (var (culture, key, text) in source.Translations)
            {
                if (!CultureChain.IsName(culture)) problems.Invalid("Translation", key, $"'{culture}' is no culture name, such as de or zh-Hant.");
                if (!_texts.TryGetValue(key, out var texts)) _texts[key] = texts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                if (texts.TryAdd(culture, text)) first[(key, culture.ToUpperInvariant())] = source.Id;
                else if (texts[culture] != text) problems.Add(CatalogErrors.Conflict($"The text of '{key}' in '{culture}'", first[(key, culture.ToUpperInvariant())], source.Id));
            }
    }

    /// <summary>The cultures that there are texts in.</summary>
    public IReadOnlyList<string> Cultures => [.. _texts.Values.SelectMany(t => t.Keys).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];

    public List<T> All<T>(List<T> items, Func<T, T> translate) => _texts.Count == 0 ? items : items.ConvertAll(i => translate(i));

    public RecordTypeDefinition Of(RecordTypeDefinition type)
    {
        var fields = type.Fields.Select(f => Headed(type, Of(f, $"field.{type.Key}.{f.Key}", $"option.{type.Key}.{f.Key}"))).ToList();
        var (label, plural) = (Text($"type.{type.Key}", type.Label), Text($"type.{type.Key}.plural", type.PluralLabel));
        return ReferenceEquals(label, type.Label) && ReferenceEquals(plural, type.PluralLabel) && fields.Zip(type.Fields).All(f => ReferenceEquals(f.First, f.Second)) ? type : type.With(label, plural, fields);
    }

    public PipelineDefinition Of(PipelineDefinition pipeline) => pipeline with
    {
        Label = Text($"pipeline.{pipeline.Key}", pipeline.Label),
        Stages = [.. pipeline.Stages.Select(s => s with { Label = Text($"stage.{pipeline.Key}.{s.Key}", s.Label) })],
    };

    public SalesProcess Of(SalesProcess process) => process with { Label = Text($"process.{process.Key}", process.Label) };

    public RoleDefinition Of(RoleDefinition role) => role with { Label = Text($"role.{role.Key}", role.Label) };

    public ReportDefinition Of(ReportDefinition report) => report with { Label = Text($"report.{report.Key}", report.Label) };

    public MetricDefinition Of(MetricDefinition metric) => metric with
    {
        Label = Text($"metric.{metric.Key}", metric.Label),
        Definition = Text($"metric.{metric.Key}.definition", metric.Definition),
    };

    public ImportFormatDefinition Of(ImportFormatDefinition format) => format with { Label = Text($"import-format.{format.Key}", format.Label) };

    public ExportFormatDefinition Of(ExportFormatDefinition format) => format with { Label = Text($"export-format.{format.Key}", format.Label) };

    public EnrichmentSourceDefinition Of(EnrichmentSourceDefinition source) => source with { Label = Text($"enrichment.{source.Key}", source.Label), Basis = Text($"enrichment.{source.Key}.basis", source.Basis) };

    public DocumentTemplate Of(DocumentTemplate template) => template with { Label = Text($"document.{template.Key}", template.Label) };

    public SettingDefinition Of(SettingDefinition setting) => setting with { Field = Of(setting.Field, $"setting.{setting.Field.Key}", $"option.{setting.Field.Key}") };

    public PageDefinition Of(PageDefinition page) => page with
    {
        Label = Text($"page.{page.Key}", page.Label),
        Sections = [.. page.Sections.Select(s => s with { Label = s.Label is { } label ? Text($"section.{page.Key}.{s.Key}", label) : null })],
    };

    public WidgetDefinition Of(WidgetDefinition widget) => widget with { Label = Text($"widget.{widget.Key}", widget.Label) };

    public RecordActionDefinition Of(RecordActionDefinition action) => action with
    {
        Label = Text($"action.{action.Key}", action.Label),
        Description = action.Description is { } said ? Text($"action.{action.Key}.description", said) : null,
        Confirm = action.Confirm is { } asked ? Text($"action.{action.Key}.confirm", asked) : null,
        Inputs = [.. action.Inputs.Select(i => Of(i, $"action.{action.Key}.{i.Key}", $"option.{action.Key}.{i.Key}"))],
    };

    private FieldDefinition Headed(RecordTypeDefinition type, FieldDefinition field) =>
        field.Section is { } section && Text($"field-section.{type.Key}.{section.Key}", section.Label) is var label && !ReferenceEquals(label, section.Label) ? field with { Section = section with { Label = label } } : field;

    private FieldDefinition Of(FieldDefinition field, string key, string options)
    {
        var label = Text(key, field.Label);
        var description = field.Description is { } said ? Text(key + ".description", said) : null;
        var choices = field.Options.Select(o => Text($"{options}.{o.Code}", o.Label) is var text && ReferenceEquals(text, o.Label) ? o : o with { Label = text }).ToList();
        var isSame = ReferenceEquals(label, field.Label) && ReferenceEquals(description, field.Description) && choices.Zip(field.Options).All(o => ReferenceEquals(o.First, o.Second));
        return isSame ? field : field with { Label = label, Description = description, Options = choices };
    }

    private LocalizedText Text(string key, LocalizedText text) => _texts.TryGetValue(key, out var others) ? text with { Others = others } : text;
}
