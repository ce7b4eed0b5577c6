using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CrmKit.Net;

/// <summary>
/// The one guard on what CrmKit and its plugins connect to: it looks at the address that is really connected to, not at a name that meant another one a moment ago, and connects to no other.
/// </summary>
/// <param name="networks">Networks that are not public and may be reached all the same; <see langword="null"/> for every address.</param>
/// <param name="refused">What is thrown for a name without an open address, with the address found.</param>
/// <param name="resolve">Finds the addresses of a name.</param>
internal sealed class GuardedConnections(IReadOnlyList<IPNetwork>? networks, Func<string, IPAddress, CrmException> refused, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>A handler whose connections are all guarded: no proxy of the environment, no cookies, no traces passed on.</summary>
    /// <param name="check">Asked before the name is; throws to refuse.</param>
    public SocketsHttpHandler NewHandler(Action<string, int>? check = null) => new()
    {
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        ConnectCallback = (context, cancellationToken) =>
        {
            check?.Invoke(context.DnsEndPoint.Host, context.DnsEndPoint.Port);
            return ConnectAsync(context.DnsEndPoint, cancellationToken);
        },
    };

    /// <summary>Whether an address may be connected to.</summary>
    public bool IsOpen(IPAddress address)
    {
        if (networks is null || PublicAddresses.Contains(address)) return true;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return networks.Any(n => n.Contains(address));
    }

    private async ValueTask<Stream> ConnectAsync(DnsEndPoint server, CancellationToken cancellationToken)
    {
        var found = IPAddress.TryParse(server.Host, out var literal) ? [literal] : await _resolve(server.Host, cancellationToken);
        var open = found.Where(IsOpen).ToArray();
        if (open.Length == 0 && found.Length > 0) throw refused(server.Host, found[0]);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, server.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
