namespace CrmKit.Plugins;

/// <summary>
/// The way of a plugin to servers: those that <c>net.http</c> of its manifest names, over addresses that are public. Asked for in a constructor. Code that uses it is not counted as reaching the network by itself.
/// </summary>
/// <remarks>Thread safe. Cookies are not kept, proxies of the environment not used, and traces not passed on. Redirections are followed, at most five, to servers that are named too.</remarks>
public interface IPluginHttp
{
    /// <summary>Sends a request; returns when the head of the answer is there. The caller disposes the answer.</summary>
    /// <exception cref="CrmForbiddenException"><c>plugin.server-unnamed</c>: the manifest does not name the server. <c>plugin.server-private</c>: it is in a network that the host has not opened to plugins.</exception>
    /// <exception cref="HttpRequestException">The server was not reached, or did not answer as HTTP asks.</exception>
    Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken = default);
}
