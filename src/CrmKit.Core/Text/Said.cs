using System.Globalization;

namespace CrmKit.Text;

/// <summary>A part of a sentence in the languages that CrmKit speaks; parts are put together language by language.</summary>
/// <param name="English">For people.</param>
/// <param name="Simplified">For people.</param>
/// <param name="Traditional">For people.</param>
/// <param name="Keyed">In English for programs, with keys in the place of labels; <see langword="null"/> where it says the same.</param>
internal readonly record struct Said(string English, string Simplified, string Traditional, string? Keyed = null)
{
    /// <summary>What programs are told.</summary>
    public string Coded => Keyed ?? English;

    /// <summary>What is written alike in all of them.</summary>
    public static implicit operator Said(string same) => new(same, same, same);

    /// <summary>What a label says; to programs its key, which scripts and settings name it by.</summary>
    public static Said Named(string key, LocalizedText label) => new($"'{label.English}'", $"“{label.For("zh-Hans")}”", $"「{label.For("zh-Hant")}」", $"'{key}'");

    /// <summary>The parts in the places <c>{0}</c>, <c>{1}</c>… of this one.</summary>
    public Said With(params Said[] parts) => new(
        Filled(English, parts, p => p.English), Filled(Simplified, parts, p => p.Simplified), Filled(Traditional, parts, p => p.Traditional), Filled(Coded, parts, p => p.Coded));

    /// <summary>Parts one after another.</summary>
    public static Said List(IEnumerable<Said> parts) => parts.ToList() is var all
        ? new(string.Join(", ", all.Select(p => p.English)), string.Join("、", all.Select(p => p.Simplified)), string.Join("、", all.Select(p => p.Traditional)), string.Join(", ", all.Select(p => p.Coded))) : default;

    public static Said operator +(Said one, Said other) => new(one.English + other.English, one.Simplified + other.Simplified, one.Traditional + other.Traditional, one.Coded + other.Coded);

    /// <summary>Without the English comma that ends it.</summary>
    public Said Closed() => this with { English = English.TrimEnd(','), Keyed = Coded.TrimEnd(',') };

    public LocalizedText ToText() => new(English, Simplified) { Others = new Dictionary<string, string> { ["zh-Hant"] = Traditional } };

    private static string Filled(string text, Said[] parts, Func<Said, string> part) => string.Format(CultureInfo.InvariantCulture, text, [.. parts.Select(part)]);
}
