using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CrmKit.Benchmarks.Plugins;

/// <summary>Folders of small plugins, each an assembly of its own with a container, a record type, two fields, a handler, a validator and a subscriber that nothing here wakes.</summary>
internal static class SmallPlugins
{
    public static void Make(string folder, int count)
    {
        for (var i = 0; i < count; i++) Make(folder, $"small{i}", $"Small{i}", Source($"small{i}"));
    }

    /// <summary>One plugin that has to do with every opportunity: five handlers, three validators, a subscriber.</summary>
    public static void MakeBusy(string folder) => Make(folder, "busy", "Busy", """
        using System.Linq; using System.Threading; using System.Threading.Tasks; using CrmKit; using CrmKit.Events; using CrmKit.Fields; using CrmKit.Opportunities; using CrmKit.Plugins; using CrmKit.Records;
        [assembly: System.Runtime.Versioning.TargetFramework(".NETCoreApp,Version=v10.0")]
        namespace Small;
        public sealed class SmallPlugin : CrmPlugin
        {
            public override void Configure(ICrmPluginBuilder plugin) => plugin
                .AddBeforeSave<One>("opportunity").AddBeforeSave<Two>("opportunity").AddBeforeSave<Three>("opportunity").AddAfterSave<Four>("opportunity").AddAfterSave<Five>("opportunity")
                .AddValidator<NotNegative>("opportunity").AddValidator<Named>("opportunity").AddValidator<NotTooLong>("opportunity").AddSubscriber<Seen>("opportunity.created");
        }
        public sealed class One : IBeforeSave { public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken token) { foreach (var c in context.Changes) ((Opportunity)c.After).NextStep ??= "Call"; return default; } }
        public sealed class Two : IBeforeSave { public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken token) { foreach (var c in context.Changes) if (((Opportunity)c.After).Amount > 9_000) ((Opportunity)c.After).Region = "north"; return default; } }
        public sealed class Three : IBeforeSave { public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken token) { foreach (var c in context.Changes) ((Opportunity)c.After).Need ??= ((Opportunity)c.After).Source; return default; } }
        public sealed class Four : IAfterSave { private long _sum; public ValueTask AfterSaveAsync(SaveContext context, CancellationToken token) { foreach (var c in context.Changes) _sum += c.After.Version; return default; } }
        public sealed class Five : IAfterSave { private int _count; public ValueTask AfterSaveAsync(SaveContext context, CancellationToken token) { _count += context.Changes.Count(c => c.Operation == RecordOperation.Create); return default; } }
        public sealed class NotNegative : IRecordValidator { public ValueTask ValidateAsync(SaveContext context, CancellationToken token) { foreach (var c in context.Changes) if (((Opportunity)c.After).Amount < 0) context.Refuse(c, new CrmError("busy.negative", "Not less than nothing.")); return default; } }
        public sealed class Named : IRecordValidator { public ValueTask ValidateAsync(SaveContext context, CancellationToken token) { foreach (var c in context.Changes) if (((Opportunity)c.After).Name == "?") context.Refuse(c, new CrmError("busy.unnamed", "It has a name.")); return default; } }
        public sealed class NotTooLong : IRecordValidator { public ValueTask ValidateAsync(SaveContext context, CancellationToken token) { foreach (var c in context.Changes) if (((Opportunity)c.After).Name.Length > 300) context.Refuse(c, new CrmError("busy.long", "Shorter.")); return default; } }
        public sealed class Seen : IEventSubscriber { public ValueTask HandleAsync(EventContext context, CancellationToken token) => default; }
        """);

    private static void Make(string folder, string id, string assembly, string source)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p) is var name && (name.StartsWith("System", StringComparison.Ordinal) || name is "CrmKit.Abstractions.dll" or "Microsoft.Extensions.DependencyInjection.Abstractions.dll"))
            .Select(p => MetadataReference.CreateFromFile(p)).ToList();
        var target = Directory.CreateDirectory(Path.Combine(folder, id)).FullName;
        var compilation = CSharpCompilation.Create(assembly, [CSharpSyntaxTree.ParseText(source)], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        var result = compilation.Emit(Path.Combine(target, $"{assembly}.dll"));
        if (!result.Success) throw new InvalidOperationException(string.Join(Environment.NewLine, result.Diagnostics));
        File.WriteAllText(Path.Combine(target, "plugin.json"), $$"""
            { "manifestVersion": 1, "id": "{{id}}", "version": "1.0.0", "name": "{{id}}", "entry": { "assembly": "{{assembly}}.dll", "type": "Small.SmallPlugin" }, "compat": { "abstractions": "*" } }
            """);
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
