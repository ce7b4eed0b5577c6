using System.Net;

namespace CrmKit.Plugins;

/// <summary>What a source may reach beside the doors.</summary>
/// <param name="Servers">The servers it may call; <see langword="null"/> for any, as a host's own code.</param>
/// <param name="Networks">Networks that are not public and open to it all the same; <see langword="null"/> for any.</param>
/// <param name="Folder">Where its files lie.</param>
/// <param name="MaxBytes">How much they may be together.</param>
/// <param name="KeepsFiles">Whether it may have files.</param>
internal sealed record PluginReach(IReadOnlySet<HttpTarget>? Servers, IReadOnlyList<IPNetwork>? Networks, string Folder, long MaxBytes, bool KeepsFiles)
{
    /// <summary>The folder, inside the plugins' folder, in which each plugin has its own.</summary>
    public const string FolderName = ".files";
}
