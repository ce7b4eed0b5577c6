using CrmKit.Plugins.Loading;
using CrmKit.Plugins.Manifests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CrmKit.Plugins.Runtime;

/// <summary>The folder that plugins are dropped into.</summary>
internal sealed class PluginFolder(IOptions<PluginOptions> options, IServiceProvider services)
{
    private readonly string _root = Path.GetFullPath(options.Value.Folder, services.GetService<IHostEnvironment>()?.ContentRootPath ?? Directory.GetCurrentDirectory());

    public string Root => _root;

    /// <summary>Where plugins have files of their own.</summary>
    public string Files => Path.Combine(_root, PluginReach.FolderName);

    /// <summary>Removes the files that a plugin kept.</summary>
    public void EraseFiles(string pluginId)
    {
        var folder = Path.Combine(Files, pluginId);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    /// <summary>The host's probing folders, absolute.</summary>
    public IReadOnlyList<string> Probing => [.. options.Value.ProbingPaths.Select(p => Path.GetFullPath(p, _root))];

    /// <summary>The folders in it that have a manifest, in order; none when it is absent.</summary>
    public IReadOnlyList<string> Find()
    {
        if (!Directory.Exists(_root)) return [];
        return [.. Directory.EnumerateDirectories(_root).Where(d => File.Exists(Path.Combine(d, ManifestReader.FileName))).Order(StringComparer.Ordinal)];
    }

    public static string Fingerprint(string folder) => PluginImage.Fingerprint(folder);
}
