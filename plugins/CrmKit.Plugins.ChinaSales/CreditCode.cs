using CrmKit.Fields;
using CrmKit.Records;

namespace CrmKit.ChinaSales;

/// <summary>Unified social credit codes (统一社会信用代码) of organisations: 18 characters with a check character.</summary>
/// <remarks>
/// GB 32100-2015: 1 character for the registering authority, 1 for the kind, 6 digits for the administrative division (GB/T 2260), 9 characters of the organisation code (GB 11714), 1 check character.
/// The alphabet is the digits and the capital letters without I, O, S, V and Z, valued 0 to 30; the weights are 3^(i-1) mod 31; the check value is 31 less the weighted sum mod 31 (31 counts as 0).
/// </remarks>
public static class CreditCode
{
    public static readonly Field<string> OnAccount = Field.Text("chinasales.credit-code");

    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    /// <summary>Whether a code is well formed and its check character fits. Capital letters only; that the organisation exists is not asked.</summary>
    public static bool IsValid(string? code) =>
        code is { Length: 18 } && code.All(Alphabet.Contains) && code.AsSpan(2, 6).IndexOfAnyExceptInRange('0', '9') < 0 && CheckCharacter(code[..17]) == code[17];

    /// <summary>The 18th character for the first 17.</summary>
    /// <exception cref="ArgumentException">Not 17 characters of the alphabet.</exception>
    public static char CheckCharacter(string first17)
    {
        ArgumentNullException.ThrowIfNull(first17);
        if (first17.Length != 17 || !first17.All(Alphabet.Contains)) throw new ArgumentException("17 digits and capital letters without I, O, S, V and Z are expected.", nameof(first17));
        var (sum, weight) = (0, 1);
        foreach (var c in first17)
        {
            sum += Alphabet.IndexOf(c) * weight;
            weight = weight * 3 % 31;
        }
        return Alphabet[(31 - (sum % 31)) % 31];
    }
}

/// <summary>Codes are kept without blanks, in capital letters and narrow digits, as they are printed.</summary>
internal sealed class CreditCodeForm : IRecordNormalizer
{
    public ValueTask NormalizeAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var change in context.Changes)
            if (change.After[CreditCode.OnAccount] is { } code)
            {
                var form = Narrow(code).Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
                if (form != code) change.After[CreditCode.OnAccount] = form.Length == 0 ? null : form;
            }
        return default;
    }

    // Keyboards for Chinese write letters, digits and blanks as wide as characters, each at the same distance from the narrow one.
    private static string Narrow(string text) => new([.. text.Select(c => c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - '\uFF01' + '!') : c == '\u3000' ? ' ' : c)]);
}

/// <summary>A wrong code is a key-in error, and is refused where it enters.</summary>
internal sealed class CreditCodeCheck : IRecordValidator
{
    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var change in context.Changes)
            if (change.After[CreditCode.OnAccount] is { } code && code != change.Before?[CreditCode.OnAccount] && !CreditCode.IsValid(code))
                context.Refuse(change, ChinaSalesErrors.CreditCode(code));
        return default;
    }
}
