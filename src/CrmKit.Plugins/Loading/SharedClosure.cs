using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace CrmKit.Plugins.Loading;

/// <summary>
/// What the shared assemblies themselves refer to: a plugin that gets the host's assembly has to get the host's version of the types in its signatures, too. Names only, read from metadata:
/// nothing is loaded, and what the host does not have is left out.
/// </summary>
internal static class SharedClosure
{
    /// <param name="roots">The names that are shared.</param>
    /// <param name="files">The host's assemblies by name.</param>
    public static HashSet<string> Of(IEnumerable<string> roots, IReadOnlyDictionary<string, string> files)
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var waiting = new Queue<string>(roots.Where(files.ContainsKey));
        while (waiting.TryDequeue(out var name))
            if (found.Add(name))
                foreach (var reference in ReferencesOf(files[name]).Where(files.ContainsKey)) waiting.Enqueue(reference);
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
