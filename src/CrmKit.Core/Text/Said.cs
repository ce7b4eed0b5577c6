namespace CrmKit.Text;

/// <summary>A part of a sentence in the languages that CrmKit speaks; parts are put together language by language.</summary>
internal readonly record struct Said(string English, string Simplified, string Traditional)
{
    /// <summary>What is written alike in all of them.</summary>
    public static implicit operator Said(string same) => new(same, same, same);

    /// <summary>What a label says: in English by its key, which scripts and settings name it by.</summary>
    public static Said Named(string key, LocalizedText label) => new($"'{key}'", $"“{label.For("zh-Hans")}”", $"「{label.For("zh-Hant")}」");

    /// <summary>The parts in the places <c>{0}</c>, <c>{1}</c>… of this one.</summary>
    public Said With(params Said[] parts) => new(
        string.Format(System.Globalization.CultureInfo.InvariantCulture, English, [.. parts.Select(p => p.English)]),
        string.Format(System.Globalization.CultureInfo.InvariantCulture, Simplified, [.. parts.Select(p => p.Simplified)]),
        string.Format(System.Globalization.CultureInfo.InvariantCulture, Traditional, [.. parts.Select(p => p.Traditional)]));

    /// <summary>Parts one after another.</summary>
    public static Said List(IEnumerable<Said> parts) => parts.ToList() is var all
        ? new(string.Join(", ", all.Select(p => p.English)), string.Join("、", all.Select(p => p.Simplified)), string.Join("、", all.Select(p => p.Traditional))) : default;

    public static Said operator +(Said one, Said other) => new(one.English + other.English, one.Simplified + other.Simplified, one.Traditional + other.Traditional);

    public LocalizedText ToText() => new(English, Simplified) { Others = new Dictionary<string, string> { ["zh-Hant"] = Traditional } };
}
