using System.Net;
using CrmKit.Net;

namespace CrmKit.Plugins;

/// <summary>Looks at the server that is asked for, and through <see cref="GuardedConnections"/> at the address. Each redirection comes the same way.</summary>
internal sealed class PluginHttp : IPluginHttp, IDisposable
{
    private readonly string _pluginId;
    private readonly PluginReach? _reach;
    private readonly HttpMessageInvoker _invoker;

    /// <param name="pluginId">Whose.</param>
    /// <param name="reach">Where to; <see langword="null"/> for anywhere.</param>
    /// <param name="resolve">Finds the addresses of a name.</param>
    public PluginHttp(string pluginId, PluginReach? reach, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        (_pluginId, _reach) = (pluginId, reach);
        var handler = new GuardedConnections(reach?.Networks, (host, address) => new CrmForbiddenException(ReachErrors.ServerPrivate(pluginId, host, address)), resolve).NewHandler(Demand);
        handler.MaxAutomaticRedirections = 5;
        handler.AutomaticDecompression = DecompressionMethods.All;
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
        handler.MaxConnectionsPerServer = 20;
        _invoker = new HttpMessageInvoker(handler);
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

    private void Demand(string host, int port)
    {
        if (_reach?.Servers is { } named && HttpTarget.Of(host, port) is var target && !named.Contains(target)) throw new CrmForbiddenException(ReachErrors.ServerUnnamed(_pluginId, target));
    }
}
