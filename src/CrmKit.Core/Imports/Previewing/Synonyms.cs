using System.Text.Json;

namespace CrmKit.Imports.Previewing;

/// <summary>What people call fields, options and stages beside their labels, in English and Chinese: the resource <c>synonyms.json</c>. It names fields of the catalog and knows no file.</summary>
internal sealed class Synonyms
{
    private static readonly Lazy<Synonyms> Loaded = new(() => Resources.Read<Synonyms>("synonyms.json"));

    public static Synonyms Current => Loaded.Value;

    /// <summary>By record type: what one of its records is called.</summary>
    public required IReadOnlyDictionary<string, string[]> Types { get; init; }

    /// <summary>By <c>field</c> or <c>type.field</c>.</summary>
    public required IReadOnlyDictionary<string, string[]> Fields { get; init; }

    /// <summary>Words that mean the same in a header.</summary>
    public required IReadOnlyList<string[]> Words { get; init; }

    /// <summary>Texts that stand for no value.</summary>
    public required IReadOnlyList<string> Empty { get; init; }

    /// <summary>By field, then by the option's code.</summary>
    public required IReadOnlyDictionary<string, Dictionary<string, string[]>> Options { get; init; }

    /// <summary>By pipeline, then by stage.</summary>
    public required IReadOnlyDictionary<string, Dictionary<string, string[]>> Stages { get; init; }

    /// <summary>Types of which a record is made out of its name when a row names one that is missing.</summary>
    public required IReadOnlyList<string> CreateMissing { get; init; }

    /// <summary>The names of a field of a type beside its own.</summary>
    public IEnumerable<string> Of(string type, string field) => Fields.GetValueOrDefault($"{type}.{field}", []).Concat(Fields.GetValueOrDefault(field, []));

    /// <summary>A word, or the first of those that mean the same.</summary>
    public string Canonical(string word) => Words.FirstOrDefault(group => group.Contains(word))?[0] ?? word;

    public bool IsEmpty(string text) => Empty.Contains(text, StringComparer.OrdinalIgnoreCase);
}

/// <summary>Maintained tables that are compiled in.</summary>
internal static class Resources
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { AllowDuplicateProperties = false, UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    public static T Read<T>(string name)
    {
        using var stream = typeof(Resources).Assembly.GetManifestResourceStream($"imports/{name}")!;
        return JsonSerializer.Deserialize<T>(stream, Strict)!;
    }

    public static IEnumerable<string> Names(string folder) =>
        typeof(Resources).Assembly.GetManifestResourceNames().Where(n => n.StartsWith($"imports/{folder}/", StringComparison.Ordinal)).Select(n => n["imports/".Length..]).Order(StringComparer.Ordinal);
}
