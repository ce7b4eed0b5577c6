using CrmKit.Filters;
using CrmKit.Places;
using CrmKit.Text;

namespace CrmKit.Quality;

/// <summary>What looks wrong in one value, by the kind of its field.</summary>
internal static class Findings
{
    /// <summary>What is found in a text of a field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="text">Its value.</param>
    /// <param name="country">The country of the record; <see langword="null"/> when unknown.</param>
    /// <param name="isName">Whether it names a person.</param>
    public static IEnumerable<QualityFinding> Of(FieldDefinition field, string text, string? country, bool isName)
    {
        text = text.Trim();
        if (text.Length == 0) return [];
        return field.Kind switch
        {
            FieldKind.Email => OfMail(field, text),
            FieldKind.Phone => OfPhone(field, text, country),
            FieldKind.Option when field.Options.Count > 0 => OfOption(field, text),
            _ when isName => OfName(field, text),
            _ when field.Key == CountryKey => OfCountry(field, text),
            _ when field.Key is "region" or "city" && Countries.Find(country) is { } place => OfRegion(field, text, place),
            _ => [],
        };
    }

    /// <summary>The key of the field that says the country of a record.</summary>
    public const string CountryKey = "country";

    private static IEnumerable<QualityFinding> OfName(FieldDefinition field, string name)
    {
        if (MadeUp.IsName(name))
            yield return new QualityFinding(field.Key, "quality.name-made-up", new($"'{name}' does not look like somebody's name.", $"“{name}”不像真实姓名。"), Quarantines: true);
    }

    private static IEnumerable<QualityFinding> OfMail(FieldDefinition field, string address)
    {
        var at = address.LastIndexOf('@');
        if (at <= 0 || at == address.Length - 1) yield break; // refused when it is saved
        var (mailbox, domain) = (address[..at], address[(at + 1)..].ToLowerInvariant());
        if (MailDomains.IsDisposable(domain))
            yield return new QualityFinding(field.Key, "quality.mail-disposable", new($"'{domain}' gives addresses to anybody for a short time.", $"“{domain}”提供一次性邮箱。"), Quarantines: true);
        else if (MadeUp.IsMailbox(mailbox))
            yield return new QualityFinding(field.Key, "quality.mail-made-up", new($"'{address}' looks made up.", $"“{address}”像是随手填写的。"), Quarantines: true);
        if (MailDomains.Meant(domain) is { } meant)
            yield return new QualityFinding(field.Key, "quality.mail-mistyped", new($"Did you mean '{mailbox}@{meant}'?", $"您是否要输入“{mailbox}@{meant}”？"), $"{mailbox}@{meant}");
    }

    private static IEnumerable<QualityFinding> OfPhone(FieldDefinition field, string text, string? country)
    {
        var reading = PhoneText.Read(text, country);
        var digits = new string([.. (reading.Kind == PhoneKind.Number ? reading.Text.Split(" ext.")[0] : text).Where(char.IsAsciiDigit)]);
        if (reading.Kind == PhoneKind.None)
            yield return new QualityFinding(field.Key, "quality.phone-none", new($"'{text}' is not a telephone number.", $"“{text}”不是电话号码。"));
        else if (MadeUp.IsNumber(digits))
            yield return new QualityFinding(field.Key, "quality.phone-made-up", new($"'{text}' looks made up.", $"“{text}”像是随手填写的。"), Quarantines: true);
        else if (reading.Kind == PhoneKind.Unknown && PhonePlan.Of(Countries.Find(country)?.Code) is not null)
            yield return new QualityFinding(field.Key, "quality.phone-country", new($"'{text}' is no whole number of {Countries.Find(country)!.Name.English}.", $"“{text}”不是{Countries.Find(country)!.Name.For("zh")}的完整电话号码。"));
    }

    private static IEnumerable<QualityFinding> OfOption(FieldDefinition field, string text)
    {
        if (field.Options.Any(o => o.Code == text)) yield break;
        var meant = field.Options.FirstOrDefault(o => o.Code.Equals(text, StringComparison.OrdinalIgnoreCase) || Labels(o).Any(l => l.Equals(text, StringComparison.OrdinalIgnoreCase)))
            ?? (Nearest.Mistyped(text.ToLowerInvariant(), field.Options.SelectMany(o => Labels(o).Append(o.Code)).Select(l => l.ToLowerInvariant()).Distinct()) is { } near
                ? field.Options.FirstOrDefault(o => Labels(o).Append(o.Code).Any(l => l.Equals(near, StringComparison.OrdinalIgnoreCase))) : null);
        yield return meant is null
            ? new QualityFinding(field.Key, "quality.option-unknown", new($"'{text}' is not a choice.", $"“{text}”不是可选项。"))
            : new QualityFinding(field.Key, "quality.option-mistyped", new($"Did you mean '{meant.Label.English}'?", $"您是否要选择“{meant.Label.For("zh")}”？"), meant.Code);
    }

    private static IEnumerable<QualityFinding> OfCountry(FieldDefinition field, string text)
    {
        if (Countries.Find(text) is not null) yield break;
        yield return Nearest.Mistyped(text.ToLowerInvariant(), Countries.Names.Select(n => n.ToLowerInvariant())) is { } near && Countries.Find(near) is { } meant
            ? new QualityFinding(field.Key, "quality.country-mistyped", new($"Did you mean '{meant.Name.English}'?", $"您是否要输入“{meant.Name.For("zh")}”？"), meant.Name.English)
            : new QualityFinding(field.Key, "quality.country-unknown", new($"No country is known as '{text}'.", $"没有名为“{text}”的国家或地区。"));
    }

    // Names that no list has may be right all the same: only what is near to a listed one is told. Towns are listed where they are regions by themselves.
    private static IEnumerable<QualityFinding> OfRegion(FieldDefinition field, string text, Country country)
    {
        var known = Regions.Of(country.Code).Where(r => field.Key == "region" || r.Name.Chinese?.EndsWith('市') == true).ToList();
        if (known.Count == 0 || Regions.Find(country.Code, text) is not null) yield break;
        var isHan = HanText.HasHan(text);
        var meant = isHan
            ? known.FirstOrDefault(r => HanStem(text) is { Length: >= 2 } stem && r.Name.Chinese?.StartsWith(stem, StringComparison.Ordinal) == true) // 广西省
            : Nearest.Mistyped(text.ToLowerInvariant(), known.Select(r => r.Name.English.ToLowerInvariant()).Distinct()) is { } near ? known.First(r => r.Name.English.Equals(near, StringComparison.OrdinalIgnoreCase)) : null;
        if (meant is not null)
            yield return new QualityFinding(field.Key, "quality.region-mistyped", new($"Did you mean '{meant.Name.English}'?", $"您是否要输入“{meant.Name.For("zh")}”？"), isHan ? meant.Name.Chinese : meant.Name.English);
    }

    // One character of a short name makes another name: only what it is called as may be wrong.
    private static string HanStem(string text) => text.TrimEnd('省', '市', '区', '州');

    private static IEnumerable<string> Labels(FieldOption option) => new[] { option.Label.English, option.Label.For("zh") }.OfType<string>();
}
