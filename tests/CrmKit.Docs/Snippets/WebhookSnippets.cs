using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CrmKit.Docs.Snippets;

internal static class WebhookSnippets
{
    #region webhook-receiver
    /// <summary>Whether CrmKit sent a message, unaltered and just now.</summary>
    /// <param name="secret">As CrmKit gave it, with its prefix <c>whsec_</c>.</param>
    /// <param name="id">The header <c>webhook-id</c>.</param>
    /// <param name="timestamp">The header <c>webhook-timestamp</c>.</param>
    /// <param name="signatures">The header <c>webhook-signature</c>: several while a secret is replaced.</param>
    /// <param name="body">The body, byte for byte as it arrived.</param>
    /// <param name="now">The time.</param>
    public static bool IsGenuine(string secret, string id, string timestamp, string signatures, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || Math.Abs(now.ToUnixTimeSeconds() - seconds) > 300) return false; // an old message played again
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var expected = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), signed);
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var signature in signatures.Split(' '))
            if (signature.StartsWith("v1,", StringComparison.Ordinal) && Convert.TryFromBase64String(signature[3..], given, out var length) && CryptographicOperations.FixedTimeEquals(expected, given[..length])) return true;
        return false;
    }
    #endregion
}
