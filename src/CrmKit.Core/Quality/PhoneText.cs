using CrmKit.Text;
using System.Text;
using System.Text.RegularExpressions;
using CrmKit.Places;

namespace CrmKit.Quality;

/// <summary>What a text in a telephone field turned out to be.</summary>
internal enum PhoneKind
{
    /// <summary>No telephone number at all.</summary>
    None,
    /// <summary>Digits that cannot be told to be a whole number: a national one without a country, an internal one, one that its country does not have.</summary>
    Unknown,
    /// <summary>A number of E.164.</summary>
    Number,
}

/// <summary>A telephone number as read.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">For a number, E.164 with the extension behind it (<c>+861012345678 ext. 12</c>); else as it was written.</param>
/// <param name="IsForeign">Whether the plan of the country it names is not covered, so that only its length was looked at.</param>
internal readonly record struct PhoneReading(PhoneKind Kind, string Text, bool IsForeign = false);

/// <summary>Reads telephone numbers as people write them. Covers the countries of <c>phones.txt</c>; numbers of others pass with their calling code when they are 7 to 15 digits long.</summary>
internal static partial class PhoneText
{
    private const int Longest = 15, ShortestForeign = 7;

    /// <summary>Reads a text.</summary>
    /// <param name="text">As written.</param>
    /// <param name="country">The country whose national numbers are meant, by code or name; <see langword="null"/> for unknown.</param>
    public static PhoneReading Read(string text, string? country)
    {
        var plain = text.InForm(NormalizationForm.FormKC).Trim(); // full-width digits and brackets
        if (plain.StartsWith("tel:", StringComparison.OrdinalIgnoreCase)) plain = plain[4..];
        var extension = Extension().Match(plain);
        if (extension.Success) plain = plain[..extension.Index];
        plain = TrunkInBrackets().Replace(plain, "$1"); // +44 (0)20
        var digits = new string([.. plain.Where(char.IsAsciiDigit)]);
        if (digits.Length == 0 || plain.Any(c => !char.IsAsciiDigit(c) && !IsSeparator(c)) || plain.LastIndexOf('+') > 0) return new PhoneReading(PhoneKind.None, text);
        var plan = PhonePlan.Of(Countries.Find(country)?.Code);
        var number = plain[0] == '+' ? International(digits)
            : plan is not null && digits.StartsWith(plan.International, StringComparison.Ordinal) ? International(digits[plan.International.Length..])
            : plan is null && digits.StartsWith("00", StringComparison.Ordinal) ? International(digits[2..])
            : plan is not null ? National(digits, plan) : null;
        return number is { } found
            ? new PhoneReading(PhoneKind.Number, $"+{found.Digits}{(extension.Success ? $" ext. {extension.Groups["digits"].Value}" : "")}", found.IsForeign)
            : new PhoneReading(PhoneKind.Unknown, text.Trim());
    }

    private static (string Digits, bool IsForeign)? International(string digits)
    {
        if (digits.Length > Longest) return null;
        for (var length = 1; length <= 3 && length < digits.Length; length++)
        {
            var plans = PhonePlan.WithCode(digits[..length]);
            if (!plans.Any()) continue;
            foreach (var plan in plans)
                if (National(digits[length..], plan) is { } number) return number;
            return null;
        }
        return digits.Length >= ShortestForeign && digits[0] != '0' ? (digits, true) : null;
    }

    private static (string Digits, bool IsForeign)? National(string digits, PhonePlan plan)
    {
        if (plan.Trunk.Length > 0 && digits.StartsWith(plan.Trunk, StringComparison.Ordinal) && plan.IsNational(digits[plan.Trunk.Length..])) return (plan.CallingCode + digits[plan.Trunk.Length..], false);
        if (plan.IsNational(digits)) return (plan.CallingCode + digits, false);
        // The calling code without its plus, as spreadsheets leave it.
        return digits.StartsWith(plan.CallingCode, StringComparison.Ordinal) && plan.IsNational(digits[plan.CallingCode.Length..]) ? (digits, false) : null;
    }

    private static bool IsSeparator(char c) => c is ' ' or '-' or '.' or '(' or ')' or '/' or '+' or '[' or ']' or '·' or '–' or '—' or '‐' or '‑' or '\u00a0' || char.IsWhiteSpace(c);

    [GeneratedRegex(@"[\s,;]*(?:extension|ext\.?|ext=|x|#|分机号?|转)[\s:=.]*(?<digits>\d{1,8})\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Extension();

    [GeneratedRegex(@"^(\s*\+\s*\d{1,3}[\s.-]*)\(0\)", RegexOptions.CultureInvariant)]
    private static partial Regex TrunkInBrackets();
}
