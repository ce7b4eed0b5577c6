using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CrmKit.Sessions;
using CrmKit.Settings;

namespace CrmKit.Forms;

/// <summary>What a page carries: when it was shown and a number used once, sealed so that nobody makes it up.</summary>
internal sealed class FormTokens(CrmSession session, IEnumerable<ISecretProtector> protectors) : ISessionService
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);
    private readonly ISecretProtector? _protector = protectors.LastOrDefault();

    public string New(Guid form) => Protector.Protect(Purpose(form), string.Create(CultureInfo.InvariantCulture, $"{session.Now.UtcTicks}|{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}"));

    /// <summary>When the page was shown, and its number; <see langword="null"/> when it is too old, another form's or made up.</summary>
    public (DateTimeOffset At, string Nonce)? Read(Guid form, string token)
    {
        if (token.Length is 0 or > 2_000 || Unprotect(form, token)?.Split('|') is not [var ticks, var nonce] || !long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var shown)) return null;
        var at = new DateTimeOffset(shown, TimeSpan.Zero);
        return at <= session.Now && session.Now - at <= Longest ? (at, nonce) : null;
    }

    /// <summary>An address as it is counted by; of an IPv6 one the network, which belongs to one household.</summary>
    public string HashOf(Guid form, string address)
    {
        var network = System.Net.IPAddress.TryParse(address, out var ip) && ip is { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } ? Convert.ToHexString(ip.GetAddressBytes().AsSpan(0, 8)) : address;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{form:N}/{DateOnly.FromDateTime(session.Now.UtcDateTime):O}/{network}"))[..16]);
    }

    private string? Unprotect(Guid form, string token)
    {
        try
        {
            return Protector.Unprotect(Purpose(form), token);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private ISecretProtector Protector => _protector ?? throw new CrmRuleException(FormErrors.NoProtector());

    private string Purpose(Guid form) => $"CrmKit.Forms/{session.TenantId}/{form}";
}
