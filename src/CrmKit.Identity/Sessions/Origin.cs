using CrmKit.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Identity.Sessions;

/// <summary>From where somebody signs in: the peer that is connected, whatever headers claim of others. Behind a proxy the host says which one to believe (<c>UseForwardedHeaders</c>).</summary>
/// <param name="Address">The peer's address.</param>
/// <param name="Network">The network that it stands for.</param>
/// <param name="Agent">What it says that it is.</param>
/// <param name="Tenant">The tenant that the request is for; <see langword="null"/> when the host has one alone.</param>
internal sealed record Origin(string Address, string Network, string Agent, string? Tenant = null)
{
    private const int LongestAgent = 200;

    public static Origin Of(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        if (address is { IsIPv4MappedToIPv6: true }) address = address.MapToIPv4();
        var agent = new string([.. http.Request.Headers.UserAgent.ToString().Where(c => !char.IsControl(c)).Take(LongestAgent)]);
        return new Origin(address?.ToString() ?? "", NetworkOf(address), agent, Callers.TenantOf(http));
    }

    // Whoever has one IPv6 address has the 2^64 beside it.
    private static string NetworkOf(System.Net.IPAddress? address) =>
        address is { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 } ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address?.ToString() ?? "";
}
