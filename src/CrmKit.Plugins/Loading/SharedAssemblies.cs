using System.Reflection;
using System.Runtime.Loader;
using CrmKit.Plugins.Inspection;

namespace CrmKit.Plugins.Loading;

/// <summary>
/// Which assemblies plugins share with the host, by simple name and whatever their version: the contracts, Microsoft.Extensions.*.Abstractions, the framework, and what the host names.
/// A list of names: nothing is loaded to make it, so nothing absent can break it.
/// </summary>
internal sealed class SharedAssemblies
{
    public const string Contracts = "CrmKit.Abstractions";

    /// <summary>The package for tables of a plugin's own. Who uses it works on the host's connection, and so with the host's EF Core; everybody else brings his own.</summary>
    public const string Tables = "CrmKit.PluginTables";

    // Their caches keep each component type that was ever rendered, for good. In a copy of a plugin's own they end with it.
    private static readonly string[] OfComponents = ["Microsoft.AspNetCore.Components", "Microsoft.AspNetCore.Components.Authorization", "Microsoft.AspNetCore.Components.Forms", "Microsoft.AspNetCore.Components.Web"];

    private static readonly string[] WithTables = [Tables, "Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Abstractions", "Microsoft.EntityFrameworkCore.Relational"];
    private readonly AssemblyLoadContext _host = AssemblyLoadContext.GetLoadContext(typeof(CrmPlugin).Assembly) ?? AssemblyLoadContext.Default;
    private readonly HashSet<string> _framework = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _available = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _copies = new(StringComparer.OrdinalIgnoreCase);
    private readonly IReadOnlyList<string> _named;
    private readonly bool _isOneFile;
    private readonly Lazy<HashSet<string>> _closure;
    private readonly Lazy<SharedAssemblies> _withTables;
    private readonly Lazy<ContractSurface?> _tables;

    public SharedAssemblies(IEnumerable<string> named)
    {
        _named = [.. named];
        _closure = new Lazy<HashSet<string>>(() => SharedClosure.Of(_available.Keys.Concat(_named).Where(IsNamed), _available, IsAvailableAsFile(Contracts) ? null : Find));
        _withTables = new Lazy<SharedAssemblies>(() => new SharedAssemblies([.. _named, .. WithTables]));
        _tables = new Lazy<ContractSurface?>(() => IsNamed(Tables) && Find(Tables) is { } package ? ContractSurfaceReader.OfLoaded(package) : null);
        var core = Path.GetDirectoryName(typeof(object).Assembly.Location) ?? "";
        // In a self-contained host the framework lies beside the host's own assemblies: then only names tell them apart.
        _isOneFile = core.Length == 0;
        var isSelfContained = _isOneFile || File.Exists(Path.Combine(core, Contracts + ".dll"));
        foreach (var path in (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            _available.TryAdd(name, path);
            if (isSelfContained ? IsFrameworkName(name) : IsFrameworkFolder(Path.GetDirectoryName(path)!, core)) _framework.Add(name);
        }
        foreach (var name in OfComponents)
            if ((_available.GetValueOrDefault(name) ?? Installed(core, name)) is { } file) _copies.Add(name, file);
    }

    /// <summary>What one plugin shares: with tables of its own also EF Core.</summary>
    public SharedAssemblies For(PluginImage image) => !IsNamed(Tables) && image.Asked(Tables) is not null ? _withTables.Value : this;

    /// <summary>What the host's package for tables offers; <see langword="null"/> when it has none, or nobody here uses it.</summary>
    public ContractSurface? TablesSurface => _tables.Value;

    /// <summary>Whether it is shared for the sake of tables, with types in signatures that may change with each major version.</summary>
    public static bool IsOfTables(string name) => WithTables.Contains(name, StringComparer.OrdinalIgnoreCase);

    public bool IsShared(string name) =>
        name == Contracts || IsFramework(name) || IsCopied(name) || IsExtensionsContract(name) && IsAvailable(name) || IsNamed(name)
        || _named.Count > 0 && _closure.Value.Contains(name);

    /// <summary>Whether each plugin gets a copy of the host's assembly for itself.</summary>
    public bool IsCopied(string name) => CopyOf(name) is not null;

    /// <summary>
    /// The file of the host's assembly that each plugin gets a copy of, of a host without the web framework the one that is installed beside its runtime; <see langword="null"/> when there is none, as in a program in a single file: then
    /// plugins get the host's assembly itself.
    /// </summary>
    public string? CopyOf(string name) => _copies.GetValueOrDefault(name) is { } file && !IsNamed(name) ? file : null;

    /// <summary>The version that plugins get of what is shared; <see langword="null"/> when the host has none.</summary>
    public Version? VersionOf(string name) => (CopyOf(name) is { } file ? AssemblyName.GetAssemblyName(file) : Find(name)?.GetName())?.Version;

    /// <summary>For people, of an assembly that is shared.</summary>
    public string WhyShared(string name) => name == Contracts ? "the contracts" : IsCopied(name) ? "the framework, in a copy that goes with the plugin" : IsFramework(name) ? "the framework" : IsOfTables(name) ? "tables of its own" : IsNamed(name) ? "the host's settings name it" : "a contract of Microsoft.Extensions";

    /// <summary>Whether the host's settings name it.</summary>
    public bool IsNamed(string name) => _named.Any(n => Matches(n, name));

    /// <summary>The host's assembly, whatever its version; <see langword="null"/> when it has none.</summary>
    public Assembly? Find(string name)
    {
        try
        {
            return _host.LoadFromAssemblyName(new AssemblyName { Name = name });
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            return null;
        }
    }

    // The host's own assemblies in a single-file program are in no list of paths; in one that brings the framework along, nothing is.
    private bool IsAvailable(string name) => IsAvailableAsFile(name) || Find(name) is not null;

    private bool IsAvailableAsFile(string name) => _available.ContainsKey(name);

    private bool IsFramework(string name) => _framework.Contains(name) || _isOneFile && IsFrameworkName(name) && IsAvailable(name);

    private static bool IsExtensionsContract(string name) =>
        name.StartsWith("Microsoft.Extensions.", StringComparison.OrdinalIgnoreCase) && name.EndsWith("Abstractions", StringComparison.OrdinalIgnoreCase);

    // shared/Microsoft.NETCore.App/10.0.1 has its sibling in shared/Microsoft.AspNetCore.App/10.0.1, where the web framework is installed at all.
    private static string? Installed(string core, string name) =>
        core.Length > 0 && Path.Combine(core, "..", "..", "Microsoft.AspNetCore.App", Path.GetFileName(core), name + ".dll") is var file && File.Exists(file) ? Path.GetFullPath(file) : null;

    private static bool IsFrameworkFolder(string folder, string core) =>
        folder == core || folder.Contains($"{Path.DirectorySeparatorChar}shared{Path.DirectorySeparatorChar}Microsoft.", StringComparison.Ordinal);

    private static bool IsFrameworkName(string name) =>
        name is "mscorlib" or "netstandard" or "WindowsBase" or "Microsoft.CSharp" or "System"
        || name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.Win32.", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) || name.StartsWith("Microsoft.VisualBasic", StringComparison.Ordinal);

    private static bool Matches(string pattern, string name) => pattern.EndsWith('*')
        ? name.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase)
        : name.Equals(pattern, StringComparison.OrdinalIgnoreCase);
}
