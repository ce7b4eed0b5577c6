using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>What problems say, in a language other than English: by code, each English text with its places for parameters and the same in the language. What is not listed stays English.</summary>
internal sealed class MessageTexts
{
    private static readonly Dictionary<string, MessageTexts> Known = new[] { "zh-Hans", "zh-Hant" }.ToDictionary(l => l, l => new MessageTexts(l), StringComparer.Ordinal);

    private readonly Dictionary<string, Dictionary<string, string>> _texts;
    private readonly Dictionary<string, TextPatterns> _patterns;

    private MessageTexts(string language)
    {
        Language = language;
        using var stream = typeof(MessageTexts).Assembly.GetManifestResourceStream("messages/" + language)!;
        _texts = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(stream)!;
        _patterns = _texts.ToDictionary(t => t.Key, t => new TextPatterns(t.Value), StringComparer.Ordinal);
    }

    public string Language { get; }

    /// <summary>By code, the English texts that are known; for tests.</summary>
    public IReadOnlyDictionary<string, Dictionary<string, string>> Texts => _texts;

    /// <summary>Those of the language that a request asks for; <see langword="null"/> for English.</summary>
    public static MessageTexts? Of(HttpRequest request) => CultureChain.Of(Languages.Of(request, [])).Select(Find).FirstOrDefault(t => t is not null);

    public static MessageTexts? Find(string language) => Known.GetValueOrDefault(language);

    public string Title(int status, string english) => (_texts.GetValueOrDefault(string.Create(CultureInfo.InvariantCulture, $"title.{status}")) ?? _texts[status >= 500 ? "title.500" : "title.other"]).Values.FirstOrDefault() ?? english;

    public string Several(int count, string first) => _texts["several"].Values.Single().Replace("{count}", count.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("{first}", first, StringComparison.Ordinal);

    /// <summary>The same error in the language; itself when it is not known.</summary>
    public CrmError Of(CrmError error) => Translate(error) is { } message ? error with { Message = message } : error;

    public string? Translate(CrmError error)
    {
        if (error.Text is { } written) return written.For(Language) is var said && said != written.English ? said : null;
        return _patterns.GetValueOrDefault(error.Code)?.Translate(error.Message, (place, value) => Value(place, value, error.Label));
    }

    // Parameters stay as they are, but for what one may do and what a field is called.
    private string Value(string place, string value, LocalizedText? label) =>
        place == "verb" ? _texts[place].GetValueOrDefault(value, value) : value == label?.English ? label.For(Language) : value;
}
