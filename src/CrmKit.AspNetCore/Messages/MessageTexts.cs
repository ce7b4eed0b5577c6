using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>What problems say, in a language other than English: by code, each English text with its places for parameters and the same in the language. What is not listed stays English.</summary>
internal sealed partial class MessageTexts
{
    private static readonly Dictionary<string, MessageTexts> Known = new[] { "zh-Hans", "zh-Hant" }.ToDictionary(l => l, l => new MessageTexts(l), StringComparer.Ordinal);

    private readonly Dictionary<string, Dictionary<string, string>> _texts;
    private readonly Dictionary<string, Lazy<IReadOnlyList<(Regex English, string Text)>>> _patterns;

    private MessageTexts(string language)
    {
        Language = language;
        using var stream = typeof(MessageTexts).Assembly.GetManifestResourceStream("messages/" + language)!;
        _texts = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(stream)!;
        _patterns = _texts.ToDictionary(t => t.Key, t => new Lazy<IReadOnlyList<(Regex, string)>>(() => [.. t.Value.Select(v => (PatternOf(v.Key), v.Value))]), StringComparer.Ordinal);
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
        if (!_patterns.TryGetValue(error.Code, out var patterns)) return null;
        foreach (var (english, text) in patterns.Value)
            if (english.Match(error.Message) is { Success: true } match) return Place().Replace(text, place => Value(place.Groups[1].Value, match));
        return null;
    }

    // Parameters stay as they are, but for what one may do.
    private string Value(string name, Match match)
    {
        var value = match.Groups[name].Value;
        return name == "verb" ? _texts[name].GetValueOrDefault(value, value) : value;
    }

    private static Regex PatternOf(string english) =>
        new("^" + string.Concat(Place().Split(english).Select((part, i) => i % 2 == 0 ? Regex.Escape(part) : $"(?<{part}>.*?)")) + "$", RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Place();
}
