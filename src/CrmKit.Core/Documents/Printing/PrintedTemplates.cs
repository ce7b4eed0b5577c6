using System.Text.Json;
using System.Text.RegularExpressions;

namespace CrmKit.Documents.Printing;

/// <summary>Core's templates: one text each, with words in every language of the product.</summary>
internal static partial class PrintedTemplates
{
    private static readonly IReadOnlyList<string> Variants = ["zh-Hans", "zh-Hant"];

    /// <summary>The style sheet of paper.</summary>
    public static string Css { get; } = Read("page.css");

    public static DocumentTemplate Of(string name, string recordType, LocalizedText label)
    {
        var text = Part().Replace(Read(name + ".html"), m => Read(m.Groups[1].Value + ".html").Replace("[[lines]]", m.Groups[2].Value, StringComparison.Ordinal));
        return new DocumentTemplate
        {
            Key = "core." + name,
            Label = label,
            RecordType = recordType,
            Body = In(text, "en"),
            Variants = Variants.ToDictionary(v => v, v => In(text, v)),
        };
    }

    private static string In(string text, string language)
    {
        var words = JsonSerializer.Deserialize<Dictionary<string, string>>(Read(language + ".json"))!;
        return Word().Replace(text, m => words[m.Groups[1].Value]);
    }

    private static string Read(string name)
    {
        using var stream = typeof(PrintedTemplates).Assembly.GetManifestResourceStream("documents/" + name) ?? throw new InvalidOperationException($"'{name}' is not compiled in.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    // What documents share, with the relation of its lines.
    [GeneratedRegex(@"\[\[>([a-z]+)(?: ([a-z-]+))?\]\]\r?\n")]
    private static partial Regex Part();

    [GeneratedRegex(@"\[\[([a-z-]+)\]\]")]
    private static partial Regex Word();
}
