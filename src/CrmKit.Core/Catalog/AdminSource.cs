using System.Text.Json;
using System.Text.Json.Serialization;
using CrmKit.Plugins;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Catalog;

/// <summary>What administrators define, as a source of the catalog and as rows.</summary>
internal static class AdminSource
{
    public const string Id = "admin";
    public const string FieldKind = "field";
    private const int Rank = 1;

    public static ExtensionSource Of(IEnumerable<AdminField> fields)
    {
        var source = new ExtensionSource(Id) { Rank = Rank, Services = Nothing };
        foreach (var field in fields)
            if (!field.IsRemoved) source.Fields.Add((field.Settings.RecordType, Definition(field.Settings)));
        return source;
    }

    public static string KeyOf(string recordType, string key) => $"{recordType}/{key}";

    public static AdminField Read(CatalogEntry entry) => JsonSerializer.Deserialize(entry.Definition, AdminJson.Default.AdminField)
        ?? throw new InvalidDataException($"The definition of {entry.Kind} '{entry.Key}' is empty.");

    public static string Write(AdminField field) => JsonSerializer.Serialize(field, AdminJson.Default.AdminField);

    public static FieldDefinition Definition(CustomFieldSettings field) => new()
    {
        Key = field.Key,
        Kind = field.Kind,
        Label = field.Label,
        Description = field.Description,
        Source = Id,
        IsCustom = true,
        IsRequired = field.IsRequired,
        IsUnique = field.IsUnique,
        IsIndexed = field.IsIndexed || field.IsUnique || field.Kind == Fields.FieldKind.Reference,
        MaxLength = field.MaxLength,
        Minimum = field.Minimum,
        Maximum = field.Maximum,
        Pattern = field.Pattern,
        Options = field.Options,
        ReferenceType = field.ReferenceType,
        Accessor = FieldAccessor.ForCustom(field.Key, field.Kind),
    };

    private static readonly ServiceProvider Nothing = new ServiceCollection().BuildServiceProvider();
}

/// <summary>A field of an administrator as it is stored; removed ones are kept, because their values are.</summary>
internal sealed record AdminField(CustomFieldSettings Settings, bool IsRemoved = false);

[JsonSourceGenerationOptions(UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AdminField))]
internal sealed partial class AdminJson : JsonSerializerContext;
