using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace CrmKit.AspNetCore;

/// <summary>The schema of a record type, out of its fields.</summary>
internal static class FieldSchemas
{
    private const string Included = "included";

    /// <summary>A record as it is read: every field of the type.</summary>
    public static OpenApiSchema Read(RecordTypeDefinition type)
    {
        var schema = Object(type.Fields.Where(f => !f.IsCustom), type.Fields.Where(f => f.IsCustom), type.Label.English);
        schema.Required = new HashSet<string>(["id", "version"], StringComparer.Ordinal);
        foreach (var key in schema.Required) ((OpenApiSchema)schema.Properties![key]).Type &= ~JsonSchemaType.Null;
        schema.Properties![Included] = new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = new OpenApiSchema(), Description = "In answers with include: the records that references point at, by type and id." };
        return schema;
    }

    /// <summary>A record as it is written: what callers may set; for a new one also the state to start with.</summary>
    public static OpenApiSchema Written(RecordTypeDefinition type, bool isNew)
    {
        var own = type.Fields.Where(f => !f.IsCustom && (f.Nature == FieldNature.Descriptive || (isNew && (f.Key == "id" || RecordBody.IsInitialState(f)))));
        var custom = type.Fields.Where(f => f.IsCustom && f.Nature == FieldNature.Descriptive).ToList();
        var schema = Object(own, custom, isNew ? $"A new record: {type.Label.English}" : $"Values to write: {type.Label.English}");
        schema.AdditionalPropertiesAllowed = false;
        if (isNew) schema.Required = type.Fields.Where(f => !f.IsCustom && f is { IsRequired: true, Nature: FieldNature.Descriptive }).Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        return schema;
    }

    private static OpenApiSchema Object(IEnumerable<FieldDefinition> own, IEnumerable<FieldDefinition> custom, string description)
    {
        var properties = own.ToDictionary(f => f.Key, f => (IOpenApiSchema)Of(f));
        properties["custom"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "Fields that plugins and administrators added, by key.",
            Properties = custom.ToDictionary(f => f.Key, f => (IOpenApiSchema)Of(f)),
        };
        return new OpenApiSchema { Type = JsonSchemaType.Object, Description = description, Properties = properties };
    }

    public static OpenApiSchema Of(FieldDefinition field)
    {
        var schema = OfKind(field.Kind);
        schema.Type |= JsonSchemaType.Null;
        schema.Description = field.Description is { } description ? $"{field.Label.English}. {description.English}" : field.Label.English;
        schema.ReadOnly = field.Nature is FieldNature.System or FieldNature.Computed && field.Key != "id";
        schema.MaxLength = field.MaxLength;
        schema.Minimum = field.Minimum?.ToString(CultureInfo.InvariantCulture);
        schema.Maximum = field.Maximum?.ToString(CultureInfo.InvariantCulture);
        schema.Pattern = field.Pattern;
        if (field.Options.Count > 0)
        {
            schema.Enum = [.. field.Options.Select(o => (JsonNode)JsonValue.Create(o.Code)), JsonNullSentinel.JsonNull];
        }
        return schema;
    }

    private static OpenApiSchema OfKind(FieldKind kind) => kind switch
    {
        FieldKind.Integer => new() { Type = JsonSchemaType.Integer, Format = "int64" },
        FieldKind.Number or FieldKind.Percent or FieldKind.Money => new() { Type = JsonSchemaType.Number },
        FieldKind.Bool => new() { Type = JsonSchemaType.Boolean },
        FieldKind.Date => new() { Type = JsonSchemaType.String, Format = "date" },
        FieldKind.Instant => new() { Type = JsonSchemaType.String, Format = "date-time" },
        FieldKind.Reference => new() { Type = JsonSchemaType.String, Format = "uuid" },
        FieldKind.Email => new() { Type = JsonSchemaType.String, Format = "email" },
        FieldKind.Url => new() { Type = JsonSchemaType.String, Format = "uri" },
        _ => new() { Type = JsonSchemaType.String },
    };
}
