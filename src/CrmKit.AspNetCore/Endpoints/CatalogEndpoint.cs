using System.Text.Json;
using CrmKit.Access;
using CrmKit.Conversions;
using CrmKit.Filters;
using CrmKit.Pages;
using CrmKit.Pipelines;

namespace CrmKit.AspNetCore;

/// <summary>What exists now, as far as the caller may read it, with labels in his language.</summary>
internal static class CatalogEndpoint
{
    public static async Task GetAsync(ApiCall call)
    {
        var catalog = call.Session.Catalog;
        var types = new List<(RecordTypeDefinition Type, IReadOnlySet<string> Hidden)>();
        foreach (var type in catalog.Types)
        {
            if (await call.Session.Access.ScopeAsync(type, Operations.Read, call.Cancelled) != AccessScope.None)
                types.Add((type, await call.HiddenAsync(type)));
        }
        var visible = types.Select(t => t.Type.Key).ToHashSet(StringComparer.Ordinal);
        var pages = new List<PageDefinition>();
        foreach (var page in catalog.Pages)
            if (page.Requires is not { } required || await call.Session.MissingAsync(required, call.Cancelled) is null) pages.Add(page);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("version", catalog.Version);
            json.WriteStartArray("types");
            foreach (var (type, hidden) in types) Write(json, type, hidden, catalog.RelationsOf(type.Key).Where(r => visible.Contains(r.RecordType)), call.Culture);
            json.WriteEndArray();
            json.WriteStartArray("pipelines");
            foreach (var pipeline in catalog.Pipelines.Where(p => visible.Contains(p.RecordType))) Write(json, pipeline, call.Culture);
            json.WriteEndArray();
            json.WriteStartArray("conversions");
            foreach (var conversion in catalog.Conversions.Where(c => visible.Contains(c.From) && visible.Contains(c.To))) Write(json, conversion);
            json.WriteEndArray();
            json.WriteStartArray("processes");
            foreach (var process in catalog.Processes) Write(json, process, call.Culture);
            json.WriteEndArray();
            json.WriteStartArray("roles");
            foreach (var role in catalog.Roles)
            {
                json.WriteStartObject();
                json.WriteString("key", role.Key);
                json.WriteString("label", role.Label.For(call.Culture));
                json.WriteString("source", role.Source);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            PageJson.Write(json, catalog, pages, visible, call.Culture);
            RecordActionEndpoint.Write(json, catalog, visible, call.Culture);
            WriteFormats(json, "importFormats", catalog.ImportFormats.Select(f => (f.Key, f.Label, f.Source)), call.Culture);
            WriteFormats(json, "exportFormats", catalog.ExportFormats.Select(f => (f.Key, f.Label, f.Source)), call.Culture);
            WorkflowJson.Write(json, catalog, call.Culture);
            json.WriteStartArray("documentTemplates");
            foreach (var template in catalog.DocumentTemplates.Where(t => visible.Contains(t.RecordType)))
            {
                json.WriteStartObject();
                json.WriteString("key", template.Key);
                json.WriteString("label", template.Label.For(call.Culture));
                json.WriteString("source", template.Source);
                json.WriteString("recordType", template.RecordType);
                json.WriteString("output", EnumCode.Of(template.Output));
                if (template.Replaces is { } replaced) json.WriteString("replaces", replaced);
                WriteTexts(json, "cultures", [.. template.Variants.Keys]);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("settings");
            foreach (var setting in catalog.Settings)
            {
                json.WriteStartObject();
                FieldDescription.Write(json, setting.Field, call.Culture);
                json.WriteBoolean("isSecret", setting.IsSecret);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void WriteFormats(Utf8JsonWriter json, string name, IEnumerable<(string Key, LocalizedText Label, string Source)> formats, string culture)
    {
        json.WriteStartArray(name);
        foreach (var (key, label, source) in formats)
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            json.WriteString("label", label.For(culture));
            json.WriteString("source", source);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, RecordTypeDefinition type, IReadOnlySet<string> hidden, IEnumerable<RelationDefinition> relations, string culture)
    {
        json.WriteStartObject();
        json.WriteString("key", type.Key);
        json.WriteString("pluralKey", type.PluralKey);
        json.WriteString("label", type.Label.For(culture));
        json.WriteString("pluralLabel", type.PluralLabel.For(culture));
        json.WriteString("source", type.Source);
        json.WriteString("nameField", type.NameField);
        json.WriteString("parentField", type.ParentField);
        json.WriteBoolean("isRoot", type.IsRoot);
        json.WriteStartArray("fields");
        foreach (var field in type.Fields.Where(f => !hidden.Contains(f.Key)))
        {
            json.WriteStartObject();
            FieldDescription.Write(json, field, culture, field.ShownWhen is not { } condition || !FilterNames.AnyOf(condition, hidden));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("relations");
        foreach (var relation in relations)
        {
            json.WriteStartObject();
            json.WriteString("key", relation.Key);
            json.WriteString("recordType", relation.RecordType);
            json.WriteString("field", relation.Field);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PipelineDefinition pipeline, string culture)
    {
        json.WriteStartObject();
        json.WriteString("key", pipeline.Key);
        json.WriteString("recordType", pipeline.RecordType);
        json.WriteString("label", pipeline.Label.For(culture));
        json.WriteString("source", pipeline.Source);
        json.WriteStartArray("stages");
        foreach (var stage in pipeline.Stages)
        {
            json.WriteStartObject();
            json.WriteString("key", stage.Key);
            json.WriteString("label", stage.Label.For(culture));
            json.WriteNumber("probabilityPercent", stage.ProbabilityPercent);
            json.WriteString("category", EnumCode.Of(stage.Category));
            if (stage.AgeingLimit is { } limit) json.WriteNumber("ageingLimitDays", limit.TotalDays);
            WriteTexts(json, "requiredFields", stage.RequiredFields);
            WriteTexts(json, "allowedNext", stage.AllowedNext);
            json.WriteBoolean("requiresLossReason", stage.RequiresLossReason);
            json.WriteBoolean("requiresConversion", stage.RequiresConversion);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ConversionDefinition conversion)
    {
        json.WriteStartObject();
        json.WriteString("from", conversion.From);
        json.WriteString("to", conversion.To);
        json.WriteString("source", conversion.Source);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SalesProcess process, string culture)
    {
        json.WriteStartObject();
        json.WriteString("key", process.Key);
        json.WriteString("label", process.Label.For(culture));
        json.WriteString("source", process.Source);
        WriteTexts(json, "links", process.Links);
        json.WriteStartObject("pipelines");
        foreach (var (type, pipeline) in process.Pipelines) json.WriteString(type, pipeline);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
