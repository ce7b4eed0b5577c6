using System.Net;

namespace CrmKit.Webhooks;

/// <summary>What can be seen of an address before it is connected to. The addresses of its name are looked at when it is.</summary>
internal static class WebhookAddress
{
    private const int Longest = 2_000;

    /// <summary>The address in its one spelling; <see langword="null"/> when it cannot be used.</summary>
    public static Uri? Read(string text, WebhookOptions options, Func<IPAddress, bool> isOpen)
    {
        if (text.Length > Longest || !Uri.TryCreate(text, UriKind.Absolute, out var uri)) return null;
        if (uri.Scheme != Uri.UriSchemeHttps && !(options.AllowHttp && uri.Scheme == Uri.UriSchemeHttp)) return null;
        if (uri.UserInfo.Length > 0 || uri.Fragment.Length > 0 || uri.Host.Length == 0) return null;
        var host = uri.IdnHost.TrimEnd('.');
        if (IPAddress.TryParse(host, out var literal)) return isOpen(literal) ? uri : null;
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) ? null : uri;
    }

    /// <summary>As people see it: without the values of its query, which are often keys.</summary>
    public static string Shown(Uri uri)
    {
        var path = uri.GetLeftPart(UriPartial.Path);
        return uri.Query.Length == 0 ? path : path + "?" + string.Join('&', uri.Query[1..].Split('&').Select(p => p.Split('=')[0] + "=***"));
    }
}
