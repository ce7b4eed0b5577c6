using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CrmKit.Access;

/// <summary>Random secrets and what is kept of them. They hold 256 bits, so a plain hash is enough: there is nothing to guess.</summary>
internal static class Secrets
{
    public static string New(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    public static bool HasHash(string secret, string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(HashOf(secret)), Encoding.ASCII.GetBytes(hash));
}
