using Microsoft.OpenApi;

namespace CrmKit.AspNetCore;

/// <summary>What schemas are put together of.</summary>
internal static class SchemaParts
{
    public static OpenApiSchema TextValue(string? description = null, bool isNullable = false) =>
        new() { Type = isNullable ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String, Description = description };

    public static OpenApiSchema Integer(string? description = null, bool isNullable = false) =>
        new() { Type = isNullable ? JsonSchemaType.Integer | JsonSchemaType.Null : JsonSchemaType.Integer, Description = description };

    public static OpenApiSchema Number(string? description = null) => new() { Type = JsonSchemaType.Number, Description = description };

    public static OpenApiSchema Time(string? description = null, bool isNullable = false) =>
        new() { Type = isNullable ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String, Format = "date-time", Description = description };

    public static OpenApiSchema Bool(string? description = null) => new() { Type = JsonSchemaType.Boolean, Description = description };

    public static OpenApiSchema Id(string? description = null, bool isNullable = false) =>
        new() { Type = isNullable ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String, Format = "uuid", Description = description };

    public static OpenApiSchema Values(string? description = null, bool isNullable = false) =>
        new() { Type = isNullable ? JsonSchemaType.Object | JsonSchemaType.Null : JsonSchemaType.Object, AdditionalProperties = new OpenApiSchema(), Description = description };

    public static OpenApiSchema List(IOpenApiSchema items) => new() { Type = JsonSchemaType.Array, Items = items };

    public static OpenApiSchemaReference Ref(string name, OpenApiDocument document) => new(name, document);

    public static OpenApiSchema Open(IEnumerable<(string Name, IOpenApiSchema Schema)> properties, params IEnumerable<string> required) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = properties.ToDictionary(p => p.Name, p => p.Schema),
        Required = required.ToHashSet(StringComparer.Ordinal),
    };

    public static OpenApiSchema Strict(IEnumerable<(string Name, IOpenApiSchema Schema)> properties, params IEnumerable<string> required)
    {
        var schema = Open(properties, required);
        schema.AdditionalPropertiesAllowed = false;
        return schema;
    }

    /// <summary>A list that an answer has under <c>items</c>.</summary>
    public static OpenApiSchema Items(IOpenApiSchema item, params IEnumerable<(string Name, IOpenApiSchema Schema)> more) => Open([("items", List(item)), .. more], "items");

    /// <summary>An object whose properties are keys, each with a number.</summary>
    public static OpenApiSchema Counts(string? description = null) => new() { Type = JsonSchemaType.Object, AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Integer }, Description = description };
}
