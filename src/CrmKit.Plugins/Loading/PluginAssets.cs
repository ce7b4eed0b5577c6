using System.Security.Cryptography;
using System.Text.RegularExpressions;
using CrmKit.Plugins.Manifests;

namespace CrmKit.Plugins.Loading;

/// <summary>The files of a plugin's folder <c>assets</c> that browsers may read: images, fonts, data, style sheets, and scripts when the plugin asks for <c>ui.script</c>. Never pages.</summary>
internal static partial class PluginAssets
{
    public const string Scripts = "ui.script";

    private const int MostBytes = 1 << 20, MostFiles = 100;

    private static readonly Dictionary<string, string> ContentTypes = new(StringComparer.Ordinal)
    {
        [".js"] = "text/javascript; charset=utf-8", [".css"] = "text/css; charset=utf-8", [".json"] = "application/json", [".txt"] = "text/plain; charset=utf-8", [".png"] = "image/png", [".jpg"] = "image/jpeg", [".gif"] = "image/gif", [".webp"] = "image/webp",
        [".svg"] = "image/svg+xml", [".woff2"] = "font/woff2",
    };

    /// <exception cref="InvalidDataException">A file cannot be served.</exception>
    public static IReadOnlyList<PluginAsset> Read(PluginImage image, PluginManifest manifest)
    {
        var files = image.FilesIn("assets", "").ToList();
        if (files.Count > MostFiles) throw new InvalidDataException($"assets has more than {MostFiles} files.");
        return [.. files.Select(f => Of(manifest, f.Name, f.Content))];
    }

    private static PluginAsset Of(PluginManifest manifest, string name, byte[] content)
    {
        if (!FileName().IsMatch(name) || !ContentTypes.TryGetValue(Path.GetExtension(name), out var type))
            throw new InvalidDataException($"assets/{name} cannot be served: names are of a-z, 0-9, '.', '_' and '-', and end in {string.Join(", ", ContentTypes.Keys)}.");
        if (content.Length > MostBytes) throw new InvalidDataException($"assets/{name} is larger than {MostBytes} bytes.");
        if (name.EndsWith(".js", StringComparison.Ordinal) && manifest.Permissions.All(p => p.Name != Scripts)) throw new InvalidDataException($"assets/{name} is a script, so plugin.json has to ask for '{Scripts}'.");
        return new PluginAsset(manifest.Id, name, type, content, Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8)));
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();
}
