using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace CrmKit.Plugins.Loading;

/// <summary>The assemblies of a plugin as bytes, read once: what was checked is what is loaded, and no file stays open.</summary>
internal sealed class PluginImage
{
    private readonly Dictionary<string, byte[]> _assemblies;

    private readonly IReadOnlyDictionary<string, byte[]>? _files;

    private readonly ConcurrentDictionary<string, byte[]> _probed = new(StringComparer.Ordinal);

    private PluginImage(string folder, Dictionary<string, byte[]> assemblies, IReadOnlyDictionary<string, byte[]>? files = null) => (Folder, _assemblies, _files) = (folder, assemblies, files);

    /// <summary>The plugin's folder, absolute.</summary>
    public string Folder { get; }

    /// <summary>The host's folders, absolute, in which is looked in this order for what the plugin does not bring.</summary>
    public IReadOnlyList<string> Probing { get; set; } = [];

    /// <summary>All .dll files outside runtimes/*/native, by path relative to the folder, with slashes. Links are not followed: they could leave the folder.</summary>
    public static PluginImage Read(string folder)
    {
        var assemblies = new Dictionary<string, byte[]>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in Files(folder, "*.dll"))
        {
            var relative = Relative(folder, path);
            if (!relative.Contains("/native/", StringComparison.OrdinalIgnoreCase)) assemblies[relative] = File.ReadAllBytes(path);
        }
        return new PluginImage(folder, assemblies);
    }

    /// <summary>The image of a package: all of its files are the bytes that were verified, whatever has become of the folder meanwhile.</summary>
    public static PluginImage Of(string folder, IReadOnlyDictionary<string, byte[]> files) => new(
        folder,
        files.Where(f => f.Key.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) && !f.Key.Contains("/native/", StringComparison.OrdinalIgnoreCase)).ToDictionary(f => f.Key, f => f.Value, StringComparer.OrdinalIgnoreCase),
        files);

    /// <summary>Whether it has no assemblies.</summary>
    public bool IsEmpty => _assemblies.Count == 0;

    /// <summary>Any file by its absolute path: of a package the verified bytes, of a folder what is there now; <see langword="null"/> when there is none.</summary>
    public byte[]? ReadFile(string path) => _files is null || !Holds(path)
        ? File.Exists(path) ? File.ReadAllBytes(path) : null
        : _files.GetValueOrDefault(Relative(Folder, path));

    /// <summary>The files right in a folder of the plugin that end so, by name, sorted: of a package those that were verified.</summary>
    public IEnumerable<(string Name, byte[] Content)> FilesIn(string folder, string extension)
    {
        var path = Path.Combine(Folder, folder);
        var names = _files?.Keys.Where(f => Path.GetDirectoryName(f) == folder).Select(f => Path.GetFileName(f))
            ?? (Directory.Exists(path) ? Directory.EnumerateFiles(path).Select(f => Path.GetFileName(f)) : []);
        return names.Where(n => n.EndsWith(extension, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(n => (n, ReadFile(Path.Combine(path, n)) ?? []));
    }

    /// <summary>Changes whenever a file of the folder does; made of names, sizes and times, without reading contents.</summary>
    public static string Fingerprint(string folder)
    {
        var text = new StringBuilder();
        foreach (var path in Files(folder, "*").Order(StringComparer.Ordinal))
        {
            var file = new FileInfo(path);
            text.Append(path).Append('|').Append(file.Exists ? file.Length : -1).Append('|').Append(file.LastWriteTimeUtc.Ticks).Append('\n');
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Names the assemblies' contents: equal for equal bytes under equal names, in whatever folder, as long as the probing folders stay as they are.</summary>
    public string ContentHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, bytes) in _assemblies.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(path));
            hash.AppendData(SHA256.HashData(bytes));
        }
        foreach (var folder in Probing.Where(Directory.Exists)) hash.AppendData(Encoding.UTF8.GetBytes(Fingerprint(folder)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The highest version in which any of the assemblies refers to one of that name; <see langword="null"/> when none does. What cannot be read refers to nothing.</summary>
    public Version? Asked(string name) => _assemblies.Keys.SelectMany(path => Inspection.PluginInspector.TryFacts(this, path)?.References ?? []).Where(r => r.Name == name).Max(r => r.Version);

    public byte[]? Find(string path) => _assemblies.GetValueOrDefault(path) ?? _probed.GetValueOrDefault(path);

    /// <summary>Looks for an assembly in the probing folders; from the first that has it, it is read once.</summary>
    /// <param name="file">Its name, or culture and name.</param>
    /// <returns>The absolute path, by which <see cref="Find"/> knows it; <see langword="null"/> when none has it.</returns>
    public string? Probe(string file)
    {
        if (Probing.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists) is not { } path) return null;
        _probed.GetOrAdd(path, File.ReadAllBytes);
        return path;
    }

    /// <summary>The paths of the plugin's own assemblies that bear a name, satellites aside.</summary>
    public IEnumerable<string> Named(string name) => _assemblies.Keys.Where(path => Path.GetFileName(path).Equals(name + ".dll", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a path leads into the plugin's folder.</summary>
    public bool Holds(string path) => !Path.GetRelativePath(Folder, path).StartsWith("..", StringComparison.Ordinal);

    /// <summary>The bytes of a file given by its absolute path; <see langword="null"/> when it is none of the plugin's assemblies.</summary>
    public byte[]? FindAbsolute(string path) => Find(Relative(Folder, path));

    public static string Relative(string folder, string path) => Path.GetRelativePath(folder, path).Replace('\\', '/');

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern, new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, MatchCasing = MatchCasing.CaseInsensitive });
}
