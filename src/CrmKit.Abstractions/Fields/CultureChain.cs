namespace CrmKit.Fields;

/// <summary>From a culture to wider ones: <c>zh-TW</c>, <c>zh-Hant</c>, <c>zh</c>.</summary>
internal static class CultureChain
{
    public static bool IsName(string culture) => culture.Length is >= 2 and <= 35 && culture.Split('-') is [{ Length: 2 or 3 } language, .. var rest]
        && language.All(char.IsAsciiLetter) && rest.All(p => p.Length is >= 2 and <= 8 && p.All(char.IsAsciiLetterOrDigit));

    public static IEnumerable<string> Of(string culture)
    {
        var name = culture;
        while (name.Length > 0)
        {
            yield return name;
            var script = ScriptOf(name);
            if (script is not null) yield return script;
            var hyphen = name.LastIndexOf('-');
            name = hyphen < 0 ? "" : script is not null ? name[..name.IndexOf('-', StringComparison.Ordinal)] : name[..hyphen];
        }
    }

    // Regions of Chinese say which script they write.
    private static string? ScriptOf(string name) => name.ToUpperInvariant() switch
    {
        "ZH-TW" or "ZH-HK" or "ZH-MO" => "zh-Hant",
        "ZH-CN" or "ZH-SG" or "ZH-MY" or "ZH" => "zh-Hans",
        _ => null,
    };
}
