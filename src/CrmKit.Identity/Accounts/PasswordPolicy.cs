using CrmKit.Text;
using System.Globalization;
using System.Text;
using CrmKit.Planning;
using Microsoft.Extensions.Options;

namespace CrmKit.Identity.Accounts;

/// <summary>What a password must be, by NIST SP 800-63B: long enough, and none that is tried first. What characters it is made of is everybody's own business.</summary>
internal sealed class PasswordPolicy(IOptions<CrmKitIdentityOptions> options)
{
    public const int MaxLength = 256;
    private const int ShortestRun = 3;

    private static readonly Lazy<HashSet<string>> Common = new(ReadCommon);

    /// <exception cref="CrmValidationException"><c>sign-in.password-short</c>, <c>sign-in.password-long</c>, <c>sign-in.password-common</c>.</exception>
    public void Check(string password, User user)
    {
        var length = new StringInfo(password).LengthInTextElements;
        if (length < options.Value.MinPasswordLength) throw new CrmValidationException(SignInErrors.TooShort(options.Value.MinPasswordLength));
        if (password.Length > MaxLength) throw new CrmValidationException(SignInErrors.TooLong(MaxLength));
        if (IsMadeOfCommon(password.ToLowerInvariant(), [.. OwnWords(user), options.Value.Issuer.ToLowerInvariant()])) throw new CrmValidationException(SignInErrors.TooCommon());
    }

    /// <summary>The same text, however it was typed.</summary>
    public static string Normalize(string password) => password.InForm(NormalizationForm.FormKC);

    // Whether it falls apart into common words, own words, repetitions and runs of neighbours, from its beginning to its end.
    private static bool IsMadeOfCommon(string text, IReadOnlyCollection<string> own)
    {
        var reached = new bool[text.Length + 1];
        reached[0] = true;
        for (var start = 0; start < text.Length; start++)
        {
            if (!reached[start]) continue;
            if (!char.IsLetterOrDigit(text[start])) reached[start + 1] = true;
            for (var end = start + 1; end <= text.Length; end++)
                if (IsRun(text.AsSpan(start..end)) || Common.Value.Contains(text[start..end]) || own.Contains(text[start..end])) reached[end] = true;
        }
        return reached[^1];
    }

    private static bool IsRun(ReadOnlySpan<char> part)
    {
        if (part.Length < ShortestRun) return false;
        var step = part[1] - part[0];
        if (step is < -1 or > 1) return false;
        for (var i = 2; i < part.Length; i++)
            if (part[i] - part[i - 1] != step) return false;
        return true;
    }

    private static IEnumerable<string> OwnWords(User user) =>
        $"{user.Name} {user.Email}".ToLowerInvariant().Split([' ', '@', '.', '-', '_', '+'], StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length > 2);

    private static HashSet<string> ReadCommon()
    {
        using var stream = typeof(PasswordPolicy).Assembly.GetManifestResourceStream("common.txt") ?? throw new FileNotFoundException("common.txt");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
    }
}
