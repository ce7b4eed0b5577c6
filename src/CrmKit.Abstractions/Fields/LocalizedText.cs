namespace CrmKit.Fields;

/// <summary>A label in the languages that CrmKit speaks, and in those that plugins translate it into.</summary>
/// <param name="English">Always present.</param>
/// <param name="Chinese">Simplified Chinese; <see langword="null"/> falls back to English.</param>
public sealed record LocalizedText(string English, string? Chinese = null)
{
    /// <summary>Translations that plugins bring, by culture name.</summary>
    internal IReadOnlyDictionary<string, string>? Others { get; init; }

    /// <summary>The label for a culture name such as <c>en-GB</c>, <c>zh-TW</c> or <c>de</c>; cultures without a text read the next wider one (<c>zh-TW</c>, <c>zh-Hant</c>, <c>zh</c>), at last English.</summary>
    public string For(string? culture)
    {
        if (culture is null) return English;
        if (Others is { } others)
            foreach (var name in CultureChain.Of(culture))
                if (others.TryGetValue(name, out var text)) return text;
        return culture.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Chinese ?? English : English;
    }

    /// <inheritdoc/>
    public override string ToString() => English;
}
