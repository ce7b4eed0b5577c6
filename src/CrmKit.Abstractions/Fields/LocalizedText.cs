namespace CrmKit.Fields;

/// <summary>A label in the languages that CrmKit speaks.</summary>
/// <param name="English">Always present.</param>
/// <param name="Chinese">Simplified Chinese; <see langword="null"/> falls back to English.</param>
public sealed record LocalizedText(string English, string? Chinese = null)
{
    /// <summary>The label for a culture name such as <c>en-GB</c> or <c>zh-CN</c>; unknown cultures read English.</summary>
    public string For(string? culture) =>
        culture is not null && culture.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Chinese ?? English : English;

    /// <inheritdoc/>
    public override string ToString() => English;
}
