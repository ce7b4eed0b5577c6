using System.Security.Cryptography;
using CrmKit.Access;

namespace CrmKit.Identity.Factors;

/// <summary>Codes for the day the authenticator is lost: each good once, hashes kept. They hold 80 bits, so a plain hash is enough.</summary>
internal static class RecoveryCodes
{
    private const int Codes = 10;
    private const int Length = 16;
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"; // none that look alike

    public static IReadOnlyList<string> New() => [.. Enumerable.Range(0, Codes).Select(_ => RandomNumberGenerator.GetString(Letters, Length)).Select(c => $"{c[..4]}-{c[4..8]}-{c[8..12]}-{c[12..]}")];

    public static string Hashes(IEnumerable<string> codes) => string.Join(' ', codes.Select(c => Secrets.HashOf(Plain(c))));

    /// <summary>The hashes that are left when a code is used; <see langword="null"/> when it is none of them.</summary>
    public static string? Without(string hashes, string code)
    {
        if (Plain(code) is not { Length: Length } plain) return null;
        var left = hashes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var kept = left.Where(h => !Secrets.HasHash(plain, h)).ToList();
        return kept.Count == left.Length ? null : string.Join(' ', kept);
    }

    private static string Plain(string code) => new([.. code.Where(char.IsLetterOrDigit).Select(char.ToUpperInvariant)]);
}
