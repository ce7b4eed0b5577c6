using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace CrmKit.Plugins.Loading;

/// <summary>
/// What the shared assemblies themselves refer to: a plugin that gets the host's assembly has to get the host's version of the types in its signatures, too. Names only, read from metadata:
/// nothing is loaded, and what the host does not have is left out. Of a program in a single file, whose assemblies are in no file of their own, the loaded ones are asked.
/// </summary>
internal static class SharedClosure
{
    /// <param name="roots">The names that are shared.</param>
    /// <param name="files">The host's assemblies by name.</param>
    /// <param name="beyond">Loads what is in no file; <see langword="null"/> where all are in files.</param>
    public static HashSet<string> Of(IEnumerable<string> roots, IReadOnlyDictionary<string, string> files, Func<string, Assembly?>? beyond = null)
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var waiting = new Queue<string>(roots);
        while (waiting.TryDequeue(out var name))
        {
            if (!seen.Add(name) || (files.TryGetValue(name, out var path) ? ReferencesOf(path) : beyond?.Invoke(name)?.GetReferencedAssemblies().Select(r => r.Name!)) is not { } references) continue;
            found.Add(name);
            foreach (var reference in references) waiting.Enqueue(reference);
        }
        return found;
    }

    private static IEnumerable<string> ReferencesOf(string path)
    {
        try
        {
            using var pe = new PEReader(File.OpenRead(path));
            if (!pe.HasMetadata) return [];
            var reader = pe.GetMetadataReader();
            return [.. reader.AssemblyReferences.Select(h => reader.GetString(reader.GetAssemblyReference(h).Name))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            return [];
        }
    }
}
