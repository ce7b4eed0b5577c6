using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;

namespace CrmKit.AspNetCore;

/// <summary>Examples of bodies and answers: those of record types out of their fields, of everything else out of a list or, for what it lacks, out of the schema.</summary>
internal sealed class DocumentExamples
{
    private const string Id = "01977c2e-5b1f-7a52-9d1c-3c8f5e2a7b10";
    private const int Depth = 6;
    private const int MostWritten = 8;

    private static readonly JsonObject Listed = Read();
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly CatalogSnapshot _catalog;
    private readonly IDictionary<string, IOpenApiSchema> _schemas;

    private DocumentExamples(CatalogSnapshot catalog, IDictionary<string, IOpenApiSchema> schemas) => (_catalog, _schemas) = (catalog, schemas);

    public static void AddTo(IDictionary<string, IOpenApiSchema> schemas, CatalogSnapshot catalog)
    {
        var examples = new DocumentExamples(catalog, schemas);
        foreach (var type in catalog.Types)
        {
            var (name, record) = (SchemaNames.Of(type), examples.Record(type));
            Set(name, record);
            Set(name + "New", examples.Written(type, isNew: true));
            Set(name + "Values", examples.Written(type, isNew: false));
            Set(name + "Page", new JsonObject { ["items"] = new JsonArray(record.DeepClone()), ["next"] = null });
        }
        foreach (var (name, schema) in schemas)
            if (schema is OpenApiSchema { Examples: null } own) own.Examples = [Listed["schemas"]![name]?.DeepClone() ?? examples.Of(own, name, 0)!];

        void Set(string name, JsonObject example) => ((OpenApiSchema)schemas[name]).Examples = [example];
    }

    private JsonObject Record(RecordTypeDefinition type)
    {
        var record = new JsonObject();
        foreach (var field in type.Fields.Where(f => !f.IsCustom)) record[field.Key] = Of(type, field);
        record["custom"] = new JsonObject();
        return record;
    }

    // References would name records that whoever tries the example does not have; so would the type that stands beside one.
    private JsonObject Written(RecordTypeDefinition type, bool isNew)
    {
        var fields = type.Fields.Where(f => f is { IsCustom: false, Nature: FieldNature.Descriptive } && !(f.Key.EndsWith("Type", StringComparison.Ordinal) && type.TryField(f.Key[..^4] + "Id", out _)));
        var written = fields.Where(f => isNew && f.IsRequired)
            .Concat(fields.Where(f => f.Kind is not (FieldKind.Reference or FieldKind.Url) && !f.IsRequired).Take(MostWritten / 2))
            .Concat(fields.Where(f => !isNew && f.IsRequired && f.Kind != FieldKind.Reference))
            .Take(MostWritten);
        var values = new JsonObject();
        foreach (var field in written)
            if (Of(type, field) is { } value) values[field.Key] = value;
        return values;
    }

    private JsonNode? Of(RecordTypeDefinition type, FieldDefinition field)
    {
        if (field.Nature == FieldNature.State && _catalog.PipelinesOf(type.Key).FirstOrDefault() is { } pipeline)
        {
            if (field.Key == "pipeline") return pipeline.Key;
            if (field.Key == "stage") return pipeline.Stages[0].Key;
        }
        if (field.Options.Count > 0) return field.Options[0].Code;
        return field.Kind switch
        {
            FieldKind.Integer => (long)Within(field, 1),
            FieldKind.Number or FieldKind.Percent or FieldKind.Money => Within(field, 10),
            FieldKind.Bool => false,
            _ => Fits(field, TextOf(field)),
        };
    }

    private static string TextOf(FieldDefinition field) => field.Kind switch
    {
        FieldKind.Date => "2026-01-31",
        FieldKind.Instant => "2026-01-31T08:00:00Z",
        FieldKind.Reference => Id,
        FieldKind.Email => "ada@analytical.example",
        FieldKind.Phone => "+49 30 901820",
        FieldKind.Url => "https://analytical.example",
        _ => (string?)Listed["texts"]![field.Key] ?? field.Label.English,
    };

    private static JsonValue? Fits(FieldDefinition field, string text) =>
        text.Length > field.MaxLength || field.Pattern is { } pattern && !Regex.IsMatch(text, pattern, RegexOptions.NonBacktracking, Patience) ? null : JsonValue.Create(text);

    private static decimal Within(FieldDefinition field, decimal wanted) => Math.Min(Math.Max(wanted, field.Minimum ?? wanted), field.Maximum ?? decimal.MaxValue);

    private JsonNode? Of(IOpenApiSchema schema, string name, int depth)
    {
        if (schema is OpenApiSchemaReference { Reference.Id: { } id }) schema = _schemas[id];
        if (schema.Examples is [var given, ..]) return given.DeepClone();
        if (schema.Enum is [var choice, ..]) return choice.DeepClone();
        var type = schema.Type & ~JsonSchemaType.Null;
        if (type == JsonSchemaType.Object) return Object(schema, depth);
        if (type == JsonSchemaType.Array) return depth < Depth && schema.Items is { } items ? new JsonArray(Of(items, name, depth + 1)) : new JsonArray();
        if (type == JsonSchemaType.Integer) return 1;
        if (type == JsonSchemaType.Number) return 12.5;
        if (type == JsonSchemaType.Boolean) return true;
        return schema.Format switch
        {
            "uuid" => Id,
            "date" => "2026-01-31",
            "date-time" => "2026-01-31T08:00:00Z",
            "email" => "ada@analytical.example",
            "uri" => "https://analytical.example",
            _ => (string?)Listed["texts"]![name] ?? name,
        };
    }

    private JsonObject Object(IOpenApiSchema schema, int depth)
    {
        var values = new JsonObject();
        foreach (var (key, property) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
            if (depth < Depth || schema.Required?.Contains(key) == true) values[key] = Of(property, key, depth + 1);
        return values;
    }

    private static JsonObject Read()
    {
        using var stream = typeof(DocumentExamples).Assembly.GetManifestResourceStream("examples.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }
}
