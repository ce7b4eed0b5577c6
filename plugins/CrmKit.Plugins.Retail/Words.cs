namespace CrmKit.Retail;

/// <summary>Sentences in the language of whoever reads them.</summary>
internal readonly record struct Words(string Culture)
{
    private static readonly string[] Traditional = ["zh-Hant", "zh-TW", "zh-HK", "zh-MO"];

    public string Of(string english, string simplified, string traditional)
    {
        var culture = Culture;
        return !culture.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? english : Traditional.Any(t => culture.StartsWith(t, StringComparison.OrdinalIgnoreCase)) ? traditional : simplified;
    }
}
