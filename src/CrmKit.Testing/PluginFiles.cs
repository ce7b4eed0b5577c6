using System.Reflection;
using CrmKit.Plugins;
using CrmKit.Plugins.Inspection;
using CrmKit.Plugins.Loading;
using CrmKit.Plugins.Manifests;

namespace CrmKit.Testing;

/// <summary>A plugin's folder as a host would get it.</summary>
internal static class PluginFiles
{
    /// <summary>Puts together, out of a test's output, the folder that the plugin's own build makes: manifest, entry assembly, and what only the plugin brings.</summary>
    /// <exception cref="InvalidOperationException">The manifest is not beside the tests, or is wrong.</exception>
    public static string Stage(Assembly plugin)
    {
        var output = Path.GetDirectoryName(plugin.Location)!;
        var manifest = Path.Combine(output, ManifestReader.FileName);
        if (!File.Exists(manifest))
            throw new InvalidOperationException($"There is no {ManifestReader.FileName} in '{output}'. Let the plugin's project copy it: <None Update=\"plugin.json\" CopyToOutputDirectory=\"PreserveNewest\" />.");
        var folder = Directory.CreateTempSubdirectory("crmkit-staged-").FullName;
        File.Copy(manifest, Path.Combine(folder, ManifestReader.FileName));
        var target = Path.Combine(folder, Path.GetDirectoryName(Manifest(folder).EntryAssembly) ?? "");
        Directory.CreateDirectory(target);
        var shared = new SharedAssemblies([]);
        var queue = new Queue<string>([plugin.Location]);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { plugin.Location };
        while (queue.TryDequeue(out var path))
        {
            foreach (var file in Companions(output, path)) Copy(file, Path.Combine(target, Path.GetRelativePath(output, file)));
            foreach (var (name, _) in AssemblyFacts.Read(File.ReadAllBytes(path)).References)
            {
                var reference = Path.Combine(output, name + ".dll");
                if (!shared.IsShared(name) && !PluginInspector.IsHostPackage(name) && File.Exists(reference) && seen.Add(reference)) queue.Enqueue(reference);
            }
        }
        return folder;
    }

    /// <exception cref="InvalidOperationException">It cannot be read.</exception>
    public static PluginManifest Manifest(string folder)
    {
        var (manifest, errors) = ManifestReader.Read(folder);
        return manifest ?? throw new InvalidOperationException(string.Join(Environment.NewLine, errors));
    }

    public static void CopyAll(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories)) Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }

    private static IEnumerable<string> Companions(string output, string assembly)
    {
        yield return assembly;
        if (File.Exists(Path.ChangeExtension(assembly, ".pdb"))) yield return Path.ChangeExtension(assembly, ".pdb");
        var satellite = Path.GetFileNameWithoutExtension(assembly) + ".resources.dll";
        foreach (var culture in Directory.EnumerateDirectories(output))
            if (File.Exists(Path.Combine(culture, satellite))) yield return Path.Combine(culture, satellite);
    }

    private static void Copy(string file, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(file, target, overwrite: true);
    }
}
