using System.Text.Json;

namespace CrmKit.Fields;

/// <summary>What the fields of core mean: one file per language beside the code, by record class and field, so that features stay readable.</summary>
internal static class FieldDescriptions
{
    private static readonly Dictionary<(string Class, string Field), LocalizedText> Texts = Read();

    /// <summary>All that is described, by class and field.</summary>
    public static IEnumerable<(string Class, string Field)> Keys => Texts.Keys;

    /// <summary>The field with its description: that of the class, or of the nearest base class that describes it; as it is when none does.</summary>
    public static FieldDefinition Described(this FieldDefinition field, Type clrType)
    {
        for (var type = clrType; type != typeof(object); type = type.BaseType!)
            if (Texts.TryGetValue((RecordTypeKey.Of(type), field.Key), out var text)) return field with { Description = text };
        return field;
    }

    /// <summary>Fields of plugins and administrators that say to nobody what they mean, as <c>type.field</c>.</summary>
    public static IReadOnlyList<string> Missing(CatalogSnapshot catalog) =>
        [.. catalog.Types.SelectMany(t => t.Fields.Where(f => f.IsCustom && f.Description is null).Select(f => $"{t.Key}.{f.Key}"))];

    private static Dictionary<(string, string), LocalizedText> Read()
    {
        var chinese = Read("zh").ToDictionary(t => (t.Class, t.Field), t => t.Text);
        return Read("en").ToDictionary(t => (t.Class, t.Field), t => new LocalizedText(t.Text, chinese.GetValueOrDefault((t.Class, t.Field))));
    }

    private static List<(string Class, string Field, string Text)> Read(string language)
    {
        using var stream = typeof(FieldDescriptions).Assembly.GetManifestResourceStream($"fields/{language}.json") ?? throw new InvalidOperationException($"The descriptions in '{language}' are not compiled in.");
        using var file = JsonDocument.Parse(stream);
        return [.. file.RootElement.EnumerateObject().SelectMany(c => c.Value.EnumerateObject().Select(f => (c.Name, f.Name, f.Value.GetString()!)))];
    }
}
