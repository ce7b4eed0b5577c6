namespace CrmKit.Forms;

/// <summary>A question of a form that no field of leads is for. Each answer is a record of its own, with its day (<see cref="Activities.SurveyAnswer"/>).</summary>
/// <param name="Key">Its key in the form: lower-case letters, digits and hyphens, at most 60; no key of a field of the form.</param>
/// <param name="Text">The question by language (<c>en</c>, <c>zh-Hans</c>, <c>zh-Hant</c>), at most 200 characters.</param>
/// <param name="IsRequired">Whether it must be answered.</param>
public sealed record FormQuestion(string Key, IReadOnlyDictionary<string, string> Text, bool IsRequired = false)
{
    internal const int LongestText = 200, LongestAnswer = 2_000, MostOptions = 50;

    /// <summary>What can be chosen, as people read it and as it is kept, at most 50; empty for an answer in words.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>The question as a field, in a language.</summary>
    internal FieldDefinition Shown(string language) => new()
    {
        Key = Key,
        Kind = Options.Count > 0 ? FieldKind.Option : FieldKind.LongText,
        Label = new LocalizedText(TextFor(language)),
        MaxLength = LongestAnswer,
        Options = [.. Options.Select(o => new FieldOption(o, new LocalizedText(o)))],
    };

    internal string TextFor(string? language) => (language is null ? null : Text.GetValueOrDefault(language)) ?? Text.GetValueOrDefault("en") ?? Key;
}
