using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CrmKit.Plugins;

/// <summary>Looks at the server that is asked for, and at the address that is really connected to: what a name meant a moment ago does not count. Each redirection comes the same way.</summary>
internal sealed class PluginHttp : IPluginHttp, IDisposable
{
    private readonly string _pluginId;
    private readonly PluginReach? _reach;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly HttpMessageInvoker _invoker;

    /// <param name="pluginId">Whose.</param>
    /// <param name="reach">Where to; <see langword="null"/> for anywhere.</param>
    /// <param name="resolve">Finds the addresses of a name.</param>
    public PluginHttp(string pluginId, PluginReach? reach, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        (_pluginId, _reach, _resolve) = (pluginId, reach, resolve ?? Dns.GetHostAddressesAsync);
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            MaxAutomaticRedirections = 5,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxConnectionsPerServer = 20,
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
            ConnectCallback = ConnectAsync,
        });
    }

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.RequestUri is not { IsAbsoluteUri: true } uri) throw new ArgumentException("The request has no absolute address.", nameof(request));
        Demand(uri.IdnHost, uri.Port);
        try
        {
            return await _invoker.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException failed) when (failed.InnerException is CrmException refusal)
        {
            throw refusal.Copy();
        }
    }

    public void Dispose() => _invoker.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        Demand(host, port);
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, cancellationToken);
        var open = found.Where(IsOpen).ToArray();
        if (open.Length == 0 && found.Length > 0) throw new CrmForbiddenException(ReachErrors.ServerPrivate(_pluginId, host, found[0]));
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Demand(string host, int port)
    {
        if (_reach?.Servers is { } named && HttpTarget.Of(host, port) is var target && !named.Contains(target)) throw new CrmForbiddenException(ReachErrors.ServerUnnamed(_pluginId, target));
    }

    private bool IsOpen(IPAddress address)
    {
        if (_reach?.Networks is not { } networks || PublicAddresses.Contains(address)) return true;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return networks.Any(n => n.Contains(address));
    }
}
