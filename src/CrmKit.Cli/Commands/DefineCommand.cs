using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using CrmKit.Catalog;
using CrmKit.Cli.Output;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit define</c>: a record type of one's own, or fields for one that there is, out of a file.</summary>
internal static class DefineCommand
{
    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("file") { Description = "A JSON file: type, label, plural, and fields with kind, label and rules." };
        var command = new Command("define", "Adds a record type with fields, or fields to a record type that there is. What was defined before is brought up to date.") { file };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            var definition = await ReadAsync(parsed.GetValue(file)!, cancellationToken);
            await using (var session = database.Session())
            {
                if (!session.Catalog.TryType(definition.Type, out var known) || known.IsCustom)
                    await session.Administration.SaveTypeAsync(new CustomTypeSettings { Key = definition.Type, PluralKey = definition.Plural, Label = definition.Name(definition.Type) }, cancellationToken);
            }
            await using var after = database.Session(); // sees the type
            foreach (var (key, field) in definition.Fields) await after.Administration.SaveFieldAsync(field.Settings(definition.Type, key), cancellationToken);
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["type", "field", "kind"], [.. definition.Fields.Select(f => new object?[] { definition.Type, f.Key, f.Value.Kind })]);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<Definition> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) throw new CrmNotFoundException(CliErrors.FileMissing(path));
        try
        {
            return JsonSerializer.Deserialize(await File.ReadAllTextAsync(path, cancellationToken), DefinitionJson.Default.Definition) ?? throw new CrmValidationException(CliErrors.Definition("the file says nothing."));
        }
        catch (JsonException e)
        {
            throw new CrmValidationException(CliErrors.Definition(e.Message));
        }
    }
}

/// <summary>What a file of <c>crmkit define</c> says of a type.</summary>
internal sealed class Definition : Named
{
    public required string Type { get; init; }
    public string? Plural { get; init; }
    public Dictionary<string, DefinedField> Fields { get; init; } = [];
}

/// <summary>What it says of a field.</summary>
internal sealed class DefinedField : Named
{
    public required string Kind { get; init; }
    public bool Required { get; init; }
    public bool Unique { get; init; }
    public bool Indexed { get; init; }
    public decimal? Minimum { get; init; }
    public decimal? Maximum { get; init; }
    public int? MaxLength { get; init; }
    public string? RefersTo { get; init; }

    public CustomFieldSettings Settings(string type, string key) => new()
    {
        RecordType = type,
        Key = key,
        Kind = Kinds.TryGetValue(Kind, out var kind) ? kind : throw new CrmValidationException(CliErrors.Definition($"there is no kind '{Kind}' for field '{key}'. Use one of {string.Join(", ", Kinds.Keys)}.")),
        Label = Name(key),
        IsRequired = Required,
        IsUnique = Unique,
        IsIndexed = Indexed,
        Minimum = Minimum,
        Maximum = Maximum,
        MaxLength = MaxLength,
        ReferenceType = RefersTo,
    };

    private static Dictionary<string, FieldKind> Kinds { get; } = Enum.GetValues<FieldKind>().ToDictionary(k => EnumCode.Of(k));
}

/// <summary>With a label in English and Chinese; each stands for the other where it is missing.</summary>
internal abstract class Named
{
    public string? Label { get; init; }
    public string? Chinese { get; init; }

    public LocalizedText Name(string key) => new(Label ?? key, Chinese ?? Label ?? key);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(Definition))]
internal sealed partial class DefinitionJson : JsonSerializerContext;
