using System.Security.Cryptography;
using System.Text;

namespace CrmKit.Webhooks;

/// <summary>Secrets and signatures as the specification of Standard Webhooks has them.</summary>
internal static class WebhookSecret
{
    public const string Prefix = "whsec_";
    private const int Length = 32;

    public static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Length));

    /// <summary>The header <c>webhook-signature</c>: one signature per secret that is valid, the newest first.</summary>
    public static string Sign(IEnumerable<string> secrets, string messageId, long timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{messageId}.{timestamp}."));
        var signed = new byte[head.Length + body.Length];
        head.CopyTo(signed, 0);
        body.CopyTo(signed.AsSpan(head.Length));
        return string.Join(' ', secrets.Select(s => "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(s[Prefix.Length..]), signed))));
    }
}
