using System.Text.Json;

namespace CrmKit.AspNetCore;

/// <summary>Sentences that are said or stored as English texts (remarks of reports, reasons of changes), in other languages. What is not listed, such as what people and plugins write, stays as it is.</summary>
internal sealed class SaidTexts
{
    /// <summary>What a report says beside its figures.</summary>
    public const string Remark = "remark";

    /// <summary>Why something was changed, as the history keeps it.</summary>
    public const string Change = "change";

    /// <summary>Why a record is taken for the one that is looked for.</summary>
    public const string Match = "match";

    private static readonly Dictionary<string, SaidTexts> Known = new[] { "zh-Hans", "zh-Hant" }.ToDictionary(l => l, l => new SaidTexts(l), StringComparer.Ordinal);

    private readonly Dictionary<string, TextPatterns> _patterns;

    private SaidTexts(string language)
    {
        using var stream = typeof(SaidTexts).Assembly.GetManifestResourceStream("said/" + language)!;
        Texts = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(stream)!;
        _patterns = Texts.ToDictionary(t => t.Key, t => new TextPatterns(t.Value), StringComparer.Ordinal);
    }

    /// <summary>By kind, the English texts that are known; for tests.</summary>
    public IReadOnlyDictionary<string, Dictionary<string, string>> Texts { get; }

    public static SaidTexts? Find(string culture) => CultureChain.Of(culture).Select(l => Known.GetValueOrDefault(l == "zh" ? "zh-Hans" : l)).FirstOrDefault(t => t is not null);

    /// <summary>A text of a kind in a culture.</summary>
    /// <param name="kind">What it says something about.</param>
    /// <param name="english">The text.</param>
    /// <param name="culture">Whose language.</param>
    /// <param name="catalog">Knows what types and fields are called, where a text names one by its English label or key.</param>
    public static string Of(string kind, string english, string culture, CatalogSnapshot catalog) => Find(culture) is { } texts ? texts.Translate(kind, english, culture, catalog) : english;

    // What names no type that there is was not said by CrmKit: somebody wrote "Scope changed" himself.
    private string Translate(string kind, string english, string culture, CatalogSnapshot catalog)
    {
        var isOurs = true;
        var said = _patterns[kind].Translate(english, (name, value) => name switch
        {
            "type" => Said(catalog.Types.FirstOrDefault(t => t.Label.English == value || t.Key == value)?.Label.For(culture), value),
            "word" => Said(Texts["word"].GetValueOrDefault(value), value),
            _ => value,
        });
        return isOurs ? said ?? english : english;

        string Said(string? known, string value)
        {
            isOurs &= known is not null;
            return known ?? value;
        }
    }
}
