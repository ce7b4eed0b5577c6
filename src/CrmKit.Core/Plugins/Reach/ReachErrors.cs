using System.Net;

namespace CrmKit.Plugins;

internal static class ReachErrors
{
    public static CrmError ServerUnnamed(string pluginId, HttpTarget server) => new("plugin.server-unnamed",
        $"Plugin '{pluginId}' may not call '{server}': its plugin.json does not name it. Add {{ \"name\": \"net.http\", \"scope\": [ \"{server}\" ] }} to permissions.");

    public static CrmError ServerPrivate(string pluginId, string host, IPAddress address) => new("plugin.server-private",
        $"Plugin '{pluginId}' may not call '{host}': its address {address} is not public. If it is meant to, let the host open the network in PluginOptions.PrivateNetworks.");

    public static CrmError FilesUnasked(string pluginId) => new("plugin.files-unasked",
        $"Plugin '{pluginId}' may not keep files: its plugin.json does not ask for it. Add {{ \"name\": \"fs.private\" }} to permissions.");

    public static CrmError FilePath(string pluginId, string path) => new("plugin.file-path",
        $"Plugin '{pluginId}' names the file '{path}', which is no path inside its folder. Use names parted by slashes, without '..' and what file systems reserve.");

    public static CrmError FilesFull(string pluginId, long most) => new("plugin.files-full",
        $"The files of plugin '{pluginId}' are larger than {most / (1 << 20)} MiB together. Delete some, or let the host allow more in PluginOptions.MaxPrivateBytes.");
}
