using System.Text.RegularExpressions;

namespace CrmKit.AspNetCore;

/// <summary>English texts with places for parameters, and each of them in another language.</summary>
internal sealed partial class TextPatterns(IReadOnlyDictionary<string, string> texts)
{
    private readonly Lazy<IReadOnlyList<(Regex English, string Text)>> _patterns = new(() => [.. texts.Select(t => (PatternOf(t.Key), t.Value))]);

    /// <summary>The text in the language; <see langword="null"/> when it is none of these.</summary>
    /// <param name="english">The text as it was said.</param>
    /// <param name="value">What stands in a place, by its name, as it is said in the language.</param>
    public string? Translate(string english, Func<string, string, string> value)
    {
        foreach (var (pattern, text) in _patterns.Value)
            if (pattern.Match(english) is { Success: true } match) return Place().Replace(text, place => value(place.Groups[1].Value, match.Groups[place.Groups[1].Value].Value));
        return null;
    }

    private static Regex PatternOf(string english) =>
        new("^" + string.Concat(Place().Split(english).Select((part, i) => i % 2 == 0 ? Regex.Escape(part) : $"(?<{part}>.*?)")) + "$", RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Place();
}
