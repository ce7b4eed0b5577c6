using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace CrmKit.Plugins;

/// <summary>Assemblies compiled at test time.</summary>
internal static class Compiled
{
    private static readonly Lazy<IReadOnlyDictionary<string, MetadataReference>> Platform = new(() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).DistinctBy(Path.GetFileNameWithoutExtension)
            .ToDictionary(p => Path.GetFileNameWithoutExtension(p), p => (MetadataReference)MetadataReference.CreateFromFile(p)));

    private const string Usings = "global using System; global using System.Collections.Generic; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;"
        + " global using CrmKit; global using CrmKit.Catalog; global using CrmKit.Fields; global using CrmKit.Pipelines; global using CrmKit.Plugins; global using CrmKit.Records;"
        + " global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Logging;";

    /// <summary>Writes name.dll and name.pdb into the folder and returns the path of the dll; a foreign one knows nothing of this build's contracts.</summary>
    public static string Into(string folder, string name, string source, string version = "1.0.0.0", string framework = ".NETCoreApp,Version=v10.0",
        IEnumerable<string>? references = null, IEnumerable<string>? host = null, Microsoft.CodeAnalysis.Platform platform = Microsoft.CodeAnalysis.Platform.AnyCpu, bool isForeign = false, (string Name, byte[] Bytes)? resources = null)
    {
        var attributes = $"[assembly: System.Reflection.AssemblyVersion(\"{version}\")] [assembly: System.Runtime.Versioning.TargetFramework(\"{framework}\")]";
        var trees = new[] { Tree((isForeign ? "using System; " : Usings) + attributes, "Assembly.cs"), Tree(source, $"{name}.cs") };
        var known = Platform.Value.Where(p => p.Key.StartsWith("System", StringComparison.Ordinal) || p.Key is "mscorlib" or "netstandard" || p.Key == "CrmKit.Abstractions" && !isForeign
            || p.Key is "Microsoft.Extensions.DependencyInjection.Abstractions" or "Microsoft.Extensions.Logging.Abstractions" || host?.Contains(p.Key) == true).Select(p => p.Value);
        var compilation = CSharpCompilation.Create(name, trees, [.. known, .. (references ?? []).Select(r => MetadataReference.CreateFromFile(r))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Debug, nullableContextOptions: NullableContextOptions.Enable, platform: platform));
        var path = Path.Combine(folder, name + ".dll");
        Directory.CreateDirectory(folder);
        using var dll = File.Create(path);
        using var pdb = File.Create(Path.ChangeExtension(path, ".pdb"));
        var result = compilation.Emit(dll, pdb, manifestResources: resources is { } r ? [new ResourceDescription(r.Name, () => new MemoryStream(r.Bytes), isPublic: true)] : null, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        return path;
    }

    private static SyntaxTree Tree(string text, string path) => CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), path: path);
}
