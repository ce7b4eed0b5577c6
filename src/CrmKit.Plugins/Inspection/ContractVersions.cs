using System.Reflection;
using NuGet.Versioning;

namespace CrmKit.Plugins.Inspection;

/// <summary>The versions of the contracts that a plugin can be held against: this host's, those recorded in the repository, and what lies in a folder.</summary>
internal static class ContractVersions
{
    private const string Assembly = Loading.SharedAssemblies.Contracts;
    private const string Prefix = "api/";
    private const string Suffix = "/" + Assembly + ".txt";

    private static readonly Lazy<IReadOnlyDictionary<string, Lazy<ContractSurface>>> Recorded = new(() => typeof(ContractVersions).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal) && n.EndsWith(Suffix, StringComparison.Ordinal))
        .ToDictionary(n => n[Prefix.Length..^Suffix.Length], n => new Lazy<ContractSurface>(() => ContractSurfaceText.Read(Text(n))), StringComparer.OrdinalIgnoreCase));

    /// <summary>In ascending order; this host's among them.</summary>
    public static IReadOnlyList<string> Known => [.. Recorded.Value.Keys.Append(ContractSurfaceReader.Host.Version).Distinct(StringComparer.OrdinalIgnoreCase)
        .OrderBy(v => NuGetVersion.TryParse(v, out var parsed) ? parsed : new NuGetVersion(0, 0, 0))];

    /// <summary>A version that is known; this host's own is what it runs with, not what was recorded.</summary>
    public static ContractSurface? Find(string version) => ContractSurfaceReader.Host.Version.Equals(version, StringComparison.OrdinalIgnoreCase) ? ContractSurfaceReader.Host
        : Recorded.Value.GetValueOrDefault(version)?.Value;

    /// <summary>A known version, or what a folder or file holds.</summary>
    /// <exception cref="CrmRuleException"><c>plugin.against-unknown</c>.</exception>
    public static ContractSurface Get(string against)
    {
        if (Find(against) is { } known) return known;
        try
        {
            foreach (var path in new[] { against, Path.Combine(against, Assembly + ".dll"), Path.Combine(against, Assembly + ".txt") }.Where(File.Exists))
            {
                if (path.EndsWith(".txt", StringComparison.OrdinalIgnoreCase)) return ContractSurfaceText.Read(File.ReadAllText(path));
                var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
                return ContractSurfaceReader.OfFile(File.ReadAllBytes(path), name => Path.Combine(folder, name + ".dll") is var beside && File.Exists(beside) ? File.ReadAllBytes(beside) : null);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or BadImageFormatException or ArgumentException)
        {
            // Said below: it holds no contracts that can be read.
        }
        throw new CrmRuleException(PluginErrors.AgainstUnknown(against, Known));
    }

    private static string Text(string resource)
    {
        using var reader = new StreamReader(typeof(ContractVersions).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
