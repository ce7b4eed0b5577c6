using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace CrmKit.Generators;

/// <summary>Compiles a source with the generator and the rules, and says what they found.</summary>
internal static class Verified
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;"
        + " global using CrmKit; global using CrmKit.Fields; global using CrmKit.Leads; global using CrmKit.Plugins; global using CrmKit.Records; global using CrmKit.Sessions;";

    private static readonly Lazy<IReadOnlyList<MetadataReference>> References = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(p => IsForPlugins(Path.GetFileNameWithoutExtension(p))).Select(p => MetadataReference.CreateFromFile(p))]);

    private static readonly ImmutableArray<DiagnosticAnalyzer> Rules = [new RecordShapeAnalyzer(), new ShippedFieldsAnalyzer(), new TokenAnalyzer(), new ClockAnalyzer(), new PinningAnalyzer(), new UndisposedAnalyzer()];

    /// <summary>The ids of what the rules found, in the order of places. The source must compile.</summary>
    public static async Task<IReadOnlyList<string>> RulesAsync(string source, string? shipped = null) => [.. (await DiagnosticsAsync(source, shipped)).Select(d => d.Id)];

    public static async Task<IReadOnlyList<Diagnostic>> DiagnosticsAsync(string source, string? shipped = null, bool mayFail = false)
    {
        var compilation = Generate(source);
        if (!mayFail) Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        ImmutableArray<AdditionalText> files = shipped is null ? [] : [new Baseline(shipped)];
        var found = await compilation.WithAnalyzers(Rules, new AnalyzerOptions(files)).GetAnalyzerDiagnosticsAsync();
        Assert.DoesNotContain(found, d => d.Id == "AD0001"); // a rule that throws
        return [.. found.OrderBy(d => d.Location.SourceSpan.Start)];
    }

    public static Compilation Generate(string source)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create("Plugin", [CSharpSyntaxTree.ParseText(Usings, options), CSharpSyntaxTree.ParseText(source, options, "Plugin.cs")], References.Value,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create([new RecordGenerator().AsSourceGenerator()], parseOptions: options).RunGeneratorsAndUpdateCompilation(compilation, out var generated, out var problems);
        Assert.Empty(problems);
        return generated;
    }

    private static bool IsForPlugins(string name) => name.StartsWith("System", StringComparison.Ordinal) || name is "mscorlib" or "netstandard" or "Microsoft.CSharp" or "CrmKit.Abstractions" or "Microsoft.Extensions.DependencyInjection.Abstractions";

    private sealed class Baseline(string text) : AdditionalText
    {
        public override string Path => "fields.shipped.txt";
        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
