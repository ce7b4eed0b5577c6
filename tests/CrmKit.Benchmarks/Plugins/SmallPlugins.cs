using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CrmKit.Benchmarks.Plugins;

/// <summary>Folders of small plugins, each an assembly of its own with a container, a record type, two fields, a handler, a validator and a subscriber that nothing here wakes.</summary>
internal static class SmallPlugins
{
    public static void Make(string folder, int count)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p) is var name && (name.StartsWith("System", StringComparison.Ordinal) || name is "CrmKit.Abstractions.dll" or "Microsoft.Extensions.DependencyInjection.Abstractions.dll"))
            .Select(p => MetadataReference.CreateFromFile(p)).ToList();
        for (var i = 0; i < count; i++)
        {
            var (id, target) = ($"small{i}", Directory.CreateDirectory(Path.Combine(folder, $"small{i}")).FullName);
            var compilation = CSharpCompilation.Create($"Small{i}", [CSharpSyntaxTree.ParseText(Source(id))], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
            var result = compilation.Emit(Path.Combine(target, $"Small{i}.dll"));
            if (!result.Success) throw new InvalidOperationException(string.Join(Environment.NewLine, result.Diagnostics));
            File.WriteAllText(Path.Combine(target, "plugin.json"), $$"""
                { "manifestVersion": 1, "id": "{{id}}", "version": "1.0.0", "name": "{{id}}", "entry": { "assembly": "Small{{i}}.dll", "type": "Small.SmallPlugin" }, "compat": { "abstractions": "*" } }
                """);
        }
    }

    private static string Source(string id) => $$"""
        using System.Threading; using System.Threading.Tasks; using CrmKit.Events; using CrmKit.Fields; using CrmKit.Leads; using CrmKit.Plugins; using CrmKit.Records; using Microsoft.Extensions.DependencyInjection;
        [assembly: System.Runtime.Versioning.TargetFramework(".NETCoreApp,Version=v10.0")]
        namespace Small;
        public sealed class Prices { public decimal Of(decimal area) => area * 2; }
        public sealed class SmallPlugin : CrmPlugin
        {
            public override void Configure(ICrmPluginBuilder plugin)
            {
                plugin.Services.AddSingleton<Prices>();
                plugin.RecordType("{{id}}.thing", t => t.Named("Thing", "Things").Fields(f => f.Add(Field.Decimal("{{id}}.area"), "Area").Add(Field.Text("{{id}}.note"), "Note")))
                    .AddBeforeSave<Before>("{{id}}.thing").AddValidator<Valid>("{{id}}.thing").AddSubscriber<Seen>("{{id}}.thing.created");
            }
        }
        public sealed class Before(Prices prices) : IBeforeSave { public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken token) { prices.Of(context.Changes.Count); return default; } }
        public sealed class Valid : IRecordValidator { public ValueTask ValidateAsync(SaveContext context, CancellationToken token) => default; }
        public sealed class Seen : IEventSubscriber { public ValueTask HandleAsync(EventContext context, CancellationToken token) => default; }
        """;
}
