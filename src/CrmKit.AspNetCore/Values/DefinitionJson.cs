using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CrmKit.Access;
using CrmKit.Assignment;
using CrmKit.Consents;
using CrmKit.Documents;
using CrmKit.Layouts;
using CrmKit.Pipelines;
using CrmKit.Quality;
using CrmKit.Segments;
using CrmKit.Setup;
using CrmKit.Views;
using CrmKit.Webhooks;
using CrmKit.Workflows;

namespace CrmKit.AspNetCore;

/// <summary>Administrators' definitions as JSON: what is listed can be sent back.</summary>
internal static class DefinitionJson
{
    private const string Missing = "was missing required properties including:";
    private const string Unknown = "could not be mapped";

    /// <summary>Reads a definition strictly.</summary>
    /// <param name="body">An object.</param>
    /// <param name="type">How it is read.</param>
    /// <param name="fixedByPath">What the path says, by property: may be left out of the body, but not be said otherwise.</param>
    public static T Read<T>(JsonElement body, JsonTypeInfo<T> type, params ReadOnlySpan<(string Name, string Value)> fixedByPath)
    {
        CheckTexts(body, "");
        var definition = JsonObject.Create(body)!;
        foreach (var (name, value) in fixedByPath)
        {
            if (body.TryGetProperty(name, out var said) && !(said.ValueKind == JsonValueKind.String && said.GetString() == value)) throw ApiErrors.Property(name, $"'{value}', as in the path, or left out");
            definition[name] = value;
        }
        Complete(definition, type);
        try
        {
            return definition.Deserialize(type)!;
        }
        catch (JsonException failure)
        {
            throw ApiErrors.Definition(failure.Path ?? "$", CodesAt(type, failure.Path ?? "$") is { } codes ? $"it is one of {string.Join(", ", codes)}." : Why(failure.Message));
        }
    }

    // The reader names classes, which are nobody's business; what it misses is.
    private static string Why(string said) =>
        said.IndexOf(Missing, StringComparison.Ordinal) is >= 0 and var at ? $"it misses {said[(at + Missing.Length)..].TrimEnd('.').Trim()}."
        : said.Contains(Unknown, StringComparison.Ordinal) ? "there is no such property."
        : "what stands there is not of the kind that is asked for.";

    // What may stand at a path, where it is one of a few codes.
    private static IEnumerable<string>? CodesAt(JsonTypeInfo type, string path)
    {
        foreach (var part in path.Split('.', '[').Skip(1))
        {
            if ((part.EndsWith(']') ? type.ElementType : type.Properties.FirstOrDefault(p => p.Name == part)?.PropertyType) is not { } inner) return null;
            type = type.Options.GetTypeInfo(inner);
        }
        var kind = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        return kind.IsEnum ? EnumCode.Codes(kind) : null;
    }

    // Generated readers leave null where an optional list is left out, not the empty list that the definition begins with.
    private static void Complete(JsonNode? node, JsonTypeInfo type)
    {
        switch (node)
        {
            case JsonArray items when type.ElementType is { } element:
                foreach (var item in items) Complete(item, type.Options.GetTypeInfo(element));
                break;
            case JsonObject given when type.Kind == JsonTypeInfoKind.Object:
                foreach (var property in type.Properties)
                {
                    if (property.CustomConverter is not null) continue; // it reads what is given as it likes
                    var inner = type.Options.GetTypeInfo(property.PropertyType);
                    if (!given.ContainsKey(property.Name) && inner.Kind == JsonTypeInfoKind.Enumerable && !property.IsRequired) given[property.Name] = new JsonArray();
                    else if (!given.ContainsKey(property.Name) && inner.Kind == JsonTypeInfoKind.Dictionary && !property.IsRequired) given[property.Name] = new JsonObject();
                    else Complete(given[property.Name], inner);
                }
                break;
        }
    }

    // Lists of nothing, and texts that no database takes.
    private static void CheckTexts(JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.String && !JsonText.TryRead(element, out _)) throw ApiErrors.Property(path, "a text of whole characters");
        if (element.ValueKind == JsonValueKind.Object)
            foreach (var property in element.EnumerateObject()) CheckTexts(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}");
        if (element.ValueKind != JsonValueKind.Array) return;
        var index = 0;
        foreach (var item in element.EnumerateArray())
        {
            var at = $"{path}[{index++}]";
            if (item.ValueKind == JsonValueKind.Null) throw ApiErrors.Property(at, "given");
            CheckTexts(item, at);
        }
    }
}

/// <summary>An enum as its option codes; flags as codes parted by commas.</summary>
internal sealed class EnumCodeConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) where T : struct, Enum;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    Converters = [typeof(EnumCodeConverter<FieldKind>), typeof(EnumCodeConverter<StageCategory>), typeof(EnumCodeConverter<Operations>), typeof(EnumCodeConverter<AccessScope>), typeof(EnumCodeConverter<DocumentOutput>), typeof(EnumCodeConverter<ViewSharing>), typeof(EnumCodeConverter<SegmentKind>), typeof(EnumCodeConverter<WebhookContent>), typeof(EnumCodeConverter<ConsentChannel>), typeof(EnumCodeConverter<ConsentAct>), typeof(EnumCodeConverter<ConsentMethod>)])]
[JsonSerializable(typeof(CustomTypeSettings))]
[JsonSerializable(typeof(CustomFieldSettings))]
[JsonSerializable(typeof(PipelineDefinition))]
[JsonSerializable(typeof(RoleDefinition))]
[JsonSerializable(typeof(RecordRule))]
[JsonSerializable(typeof(RoutingRule))]
[JsonSerializable(typeof(WorkflowDefinition))]
[JsonSerializable(typeof(DocumentTemplate))]
[JsonSerializable(typeof(LayoutDefinition))]
[JsonSerializable(typeof(MenuDefinition))]
[JsonSerializable(typeof(SegmentBody))]
[JsonSerializable(typeof(SegmentMembersBody))]
[JsonSerializable(typeof(DashboardBody))]
[JsonSerializable(typeof(SetupState))]
[JsonSerializable(typeof(ViewBody))]
[JsonSerializable(typeof(WebhookBody))]
[JsonSerializable(typeof(FormBody))]
[JsonSerializable(typeof(ConsentsBody))]
[JsonSerializable(typeof(ConsentQuestionsBody))]
internal sealed partial class DefinitionContext : JsonSerializerContext;
