using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace CrmKit.AspNetCore;

/// <summary>Schemas that plugins give as JSON, as far as the document shows them: types, properties, items, choices and descriptions.</summary>
internal static class PluginSchemas
{
    private const int Depth = 12;

    public static void AddTo(IDictionary<string, IOpenApiSchema> schemas, CatalogSnapshot catalog)
    {
        foreach (var endpoint in catalog.Endpoints)
        {
            if (endpoint.BodySchema is { } body) schemas[SchemaNames.Body(endpoint.Key, body)] = Read(body);
            if (endpoint.AnswerSchema is { } answer) schemas[SchemaNames.Answer(endpoint.Key, answer)] = Read(answer);
        }
    }

    private static OpenApiSchema Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Read(document.RootElement, 0);
    }

    private static OpenApiSchema Read(JsonElement json, int depth)
    {
        var schema = new OpenApiSchema();
        if (depth > Depth || json.ValueKind != JsonValueKind.Object) return schema;
        schema.Type = TypeOf(json);
        schema.Description = Text(json, "description");
        schema.Format = Text(json, "format");
        if (json.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
            schema.Properties = properties.EnumerateObject().ToDictionary(p => p.Name, p => (IOpenApiSchema)Read(p.Value, depth + 1));
        else if (schema.Type == JsonSchemaType.Object) schema.AdditionalProperties = new OpenApiSchema();
        if (json.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array)
            schema.Required = required.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.String).Select(r => r.GetString()!).ToHashSet(StringComparer.Ordinal);
        if (json.TryGetProperty("items", out var items)) schema.Items = Read(items, depth + 1);
        if (json.TryGetProperty("enum", out var choices) && choices.ValueKind == JsonValueKind.Array)
            schema.Enum = [.. choices.EnumerateArray().Select(c => JsonNode.Parse(c.GetRawText()) ?? JsonNullSentinel.JsonNull)];
        return schema;
    }

    private static JsonSchemaType? TypeOf(JsonElement json)
    {
        if (!json.TryGetProperty("type", out var type)) return null;
        IEnumerable<JsonElement> names = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray() : [type];
        JsonSchemaType? all = null;
        foreach (var name in names)
            if (name.ValueKind == JsonValueKind.String && Enum.TryParse<JsonSchemaType>(name.GetString(), ignoreCase: true, out var one)) all = (all ?? default) | one;
        return all;
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
