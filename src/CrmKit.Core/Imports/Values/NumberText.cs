using System.Globalization;

namespace CrmKit.Imports.Values;

/// <summary>Numbers as people and exports write them: thousands separators, currency signs and codes, percent signs, brackets for negative ones, K, M and B.</summary>
internal static class NumberText
{
    private const string Signs = "$€£¥￥₹₽₩₫₺฿₴₦₱₪";

    /// <summary>Strict about groups of three, so that a decimal comma is never taken for a thousands separator without notice.</summary>
    public static bool TryParse(string text, char decimalMark, FieldKind kind, out decimal number)
    {
        number = 0;
        var rest = text.AsSpan().Trim();
        var isNegative = false;
        if (rest.Length > 2 && rest[0] == '(' && rest[^1] == ')')
        {
            isNegative = true;
            rest = rest[1..^1].Trim();
        }
        var factor = 1m;
        if (kind == FieldKind.Money) rest = WithoutCurrency(rest, ref isNegative, out factor);
        if (kind == FieldKind.Percent && rest.Length > 1 && rest[^1] is '%' or '％') rest = rest[..^1].TrimEnd();
        if (rest.Length > 0 && rest[0] is '-' or '\u2212' or '+')
        {
            if (isNegative) return false;
            isNegative = rest[0] != '+';
            rest = rest[1..].TrimStart();
        }
        if (!TryPlain(rest, decimalMark, out number)) return false;
        number = (isNegative ? -number : number) * factor;
        return true;
    }

    private static ReadOnlySpan<char> WithoutCurrency(ReadOnlySpan<char> rest, scoped ref bool isNegative, scoped out decimal factor)
    {
        factor = 1m;
        if (rest.Length > 0 && rest[0] == '-')
        {
            isNegative = true;
            rest = rest[1..].TrimStart();
        }
        if (rest.Length > 1 && Signs.Contains(rest[0])) rest = rest[1..].TrimStart();
        else if (rest.StartsWith("R$", StringComparison.Ordinal)) rest = rest[2..].TrimStart();
        else if (rest.StartsWith("US$", StringComparison.Ordinal)) rest = rest[3..].TrimStart();
        else if (rest.Length > 3 && IsCode(rest[..3])) rest = rest[3..].TrimStart();
        if (rest.Length > 1 && Signs.Contains(rest[^1])) rest = rest[..^1].TrimEnd();
        else if (rest.Length > 3 && IsCode(rest[^3..])) rest = rest[..^3].TrimEnd();
        if (rest.Length > 1 && rest[^1] is 'K' or 'k' or 'M' or 'B')
        {
            factor = rest[^1] switch { 'M' => 1_000_000m, 'B' => 1_000_000_000m, _ => 1_000m };
            rest = rest[..^1].TrimEnd();
        }
        return rest;
    }

    private static bool IsCode(ReadOnlySpan<char> text) => char.IsAsciiLetterUpper(text[0]) && char.IsAsciiLetterUpper(text[1]) && char.IsAsciiLetterUpper(text[2]);

    private static bool TryPlain(ReadOnlySpan<char> text, char decimalMark, out decimal number)
    {
        number = 0;
        if (text.IsEmpty || text.Length > 40) return false;
        var mark = text.LastIndexOf(decimalMark);
        var whole = mark < 0 ? text : text[..mark];
        var fraction = mark < 0 ? [] : text[(mark + 1)..];
        if (whole.IsEmpty && fraction.IsEmpty) return false;
        Span<char> digits = stackalloc char[42];
        var length = 0;
        var (separator, group) = ('\0', 0);
        foreach (var c in whole)
        {
            if (char.IsAsciiDigit(c))
            {
                digits[length++] = c;
                group++;
                continue;
            }
            var isFirst = separator == '\0';
            if (!IsSeparator(c, decimalMark) || (!isFirst && c != separator) || group == 0 || (isFirst ? group > 3 : group != 3)) return false;
            (separator, group) = (c, 0);
        }
        if (separator != '\0' && group != 3) return false;
        if (length == 0) digits[length++] = '0';
        digits[length++] = '.';
        foreach (var c in fraction)
        {
            if (!char.IsAsciiDigit(c)) return false;
            digits[length++] = c;
        }
        if (digits[length - 1] == '.') length--;
        return decimal.TryParse(digits[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    private static bool IsSeparator(char c, char decimalMark) => c != decimalMark && c is ',' or '.' or '\'' or '’' or ' ' or '\u00A0' or '\u202F' or '\u2009';
}
