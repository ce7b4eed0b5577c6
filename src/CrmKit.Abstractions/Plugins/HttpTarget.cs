using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CrmKit.Plugins;

/// <summary>A server that a plugin may call: a name or an address, and a port, 443 unless another is named.</summary>
internal sealed record HttpTarget(string Host, int Port)
{
    public static bool TryParse(string text, [NotNullWhen(true)] out HttpTarget? target)
    {
        target = null;
        var (host, port) = (text, 443);
        var colon = text.LastIndexOf(':');
        if (colon > text.LastIndexOf(']')) // not one inside [::1]
        {
            if (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535) return false;
            host = text[..colon];
        }
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown) return false;
        target = Of(host, port);
        return true;
    }

    /// <summary>As names are compared: by their letters in lower case and in the form that goes over the wire.</summary>
    public static HttpTarget Of(string host, int port) => new(new UriBuilder("https", host).Uri.IdnHost.TrimEnd('.').ToLowerInvariant(), port);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
