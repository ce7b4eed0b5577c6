using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CrmKit.Identity.Factors;

/// <summary>Codes of authenticators by RFC 6238: SHA-1, six digits, thirty seconds, as all of them understand.</summary>
/// <remarks>Pure. The framework's provider reads the system's clock and accepts a code as often as it is given.</remarks>
internal static class Totp
{
    private const int SecretBytes = 20;
    private const int Tolerance = 1; // steps, for clocks that differ
    private const int Modulus = 1_000_000;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>The time step whose code this is, if it is one of now and later than the last that was accepted.</summary>
    public static long? StepOf(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long lastStep)
    {
        if (code.Length != 6 || !code.All(char.IsAsciiDigit)) return null;
        var current = now.ToUnixTimeSeconds() / (long)Step.TotalSeconds;
        long? found = null;
        for (var step = current - Tolerance; step <= current + Tolerance; step++)
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(CodeAt(secret, step)), Encoding.ASCII.GetBytes(code)) && step > lastStep) found ??= step;
        return found;
    }

    public static string CodeAt(ReadOnlySpan<byte> secret, DateTimeOffset at) => CodeAt(secret, at.ToUnixTimeSeconds() / (long)Step.TotalSeconds);

    /// <summary>As people type it, when their authenticator reads no picture.</summary>
    public static string Text(ReadOnlySpan<byte> secret)
    {
        var text = new StringBuilder();
        var (bits, count) = (0, 0);
        foreach (var b in secret)
        {
            (bits, count) = ((bits << 8) | b, count + 8);
            while (count >= 5) text.Append(Base32[(bits >> (count -= 5)) & 31]);
            bits &= (1 << count) - 1;
        }
        return text.ToString(); // twenty bytes come out even
    }

    public static string Address(ReadOnlySpan<byte> secret, string issuer, string account) =>
        $"otpauth://totp/{Uri.EscapeDataString(issuer)}:{Uri.EscapeDataString(account)}?secret={Text(secret)}&issuer={Uri.EscapeDataString(issuer)}";

    private static string CodeAt(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[20];
#pragma warning disable CA5350 // what authenticators speak; HMAC does not need a hash without collisions
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var value = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 15)..]) & int.MaxValue;
        return (value % Modulus).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }
}
