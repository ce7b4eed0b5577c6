using System.Net;
using System.Net.Sockets;

namespace CrmKit.Net;

/// <summary>Tells addresses of the public internet from those of this machine, of networks of the house, and from those that stand for such.</summary>
/// <remarks>After the registries of special-purpose addresses of IANA (RFC 6890 and its updates).</remarks>
internal static class PublicAddresses
{
    private static readonly IPNetwork[] Special4 = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4");

    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    // Inside the global ones; 6to4 and Teredo carry an IPv4 address that nobody checks.
    private static readonly IPNetwork[] Special6 = Networks("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20");

    public static bool Contains(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !Special4.Any(n => n.Contains(address)),
            AddressFamily.InterNetworkV6 => Global6.Contains(address) && !Special6.Any(n => n.Contains(address)),
            _ => false,
        };
    }

    private static IPNetwork[] Networks(params string[] texts) => [.. texts.Select(IPNetwork.Parse)];
}
