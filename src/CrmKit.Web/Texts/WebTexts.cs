using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

/// <summary>What the pages say of themselves, in one language: one file per language beside the code. Labels of what is in the catalog come from there.</summary>
internal sealed class WebTexts
{
    private const string Fallback = "en";

    private static readonly FrozenDictionary<string, WebTexts> Known = Languages.ToFrozenDictionary(l => l, l => new WebTexts(l), StringComparer.OrdinalIgnoreCase);

    private readonly FrozenDictionary<string, string> _texts;

    private WebTexts(string language)
    {
        Language = language;
        using var stream = typeof(WebTexts).Assembly.GetManifestResourceStream("texts/" + language) ?? throw new InvalidOperationException($"The texts in '{language}' are not compiled in.");
        _texts = JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The languages that the pages speak.</summary>
    public static IReadOnlyList<string> Languages => ["en", "zh-Hans", "zh-Hant"];

    /// <summary>The language, for the page's <c>lang</c>.</summary>
    public string Language { get; }

    public IEnumerable<string> Keys => _texts.Keys;

    public string this[string key] => _texts[key];

    /// <summary>The text, or <see langword="null"/> when there is none.</summary>
    public string? Find(string key) => _texts.GetValueOrDefault(key);

    /// <summary>What an error says.</summary>
    public string Of(CrmError error) => error.Text?.For(Language) ?? Find("code." + error.Code) ?? MessageTexts.Find(Language)?.Translate(error) ?? error.Message;

    public string Format(string key, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.InvariantCulture, _texts[key], values);

    /// <summary>A text in all languages.</summary>
    public static LocalizedText Label(string key) => new(Known["en"][key], Known["zh-Hans"][key]) { Others = new Dictionary<string, string> { ["zh-Hant"] = Known["zh-Hant"][key] } };

    /// <summary>The texts for a culture, or for the next wider one that there are texts in.</summary>
    public static WebTexts For(string culture)
    {
        foreach (var name in CultureChain.Of(culture))
            if (Known.TryGetValue(name, out var texts)) return texts;
        return Known[Fallback];
    }
}
