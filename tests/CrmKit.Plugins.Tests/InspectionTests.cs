using Microsoft.CodeAnalysis;

namespace CrmKit.Plugins;

/// <summary>Bad plugins are refused by code, before any of theirs runs.</summary>
/// <remarks>
/// Here and in the tests of the verifier, of capabilities and of calls: INS-01 garbage, 02 empty, 03 native code, 04 truncated, 05 damaged, 06 x86, 07 Arm64, 08 .NET Framework, 09 newer .NET, 10 no framework, 11 .NET Standard,
/// 12 missing and 13 older dependency, 14 contracts of a newer minor with nothing new used, 15 with a new type, 16 with a new member, 17 another major, 18 an interface that gained a member, 19 no entry class, 20 two, 21 with
/// arguments, 22 with a private constructor, 23 a module initializer, 24 processes, files and network, 25 native calls, 26 threads of its own, 27 Exit, 28 FailFast, 29 a constructor and 30 Configure that throw, 31 a static one,
/// 32 Configure that hangs, 33 a handler that throws, 34 is cancelled, 35 does not listen, 36 never ends, 37 throws in async void, 38 overflows the stack, 39 a good plugin.
/// </remarks>
public sealed class InspectionTests
{
    [Fact]
    public Task INS_02_an_empty_file_is_refused() => RefusedAsync("plugin.assembly-invalid", path => File.WriteAllBytes(path, []));

    [Fact]
    public Task INS_01_garbage_is_refused() => RefusedAsync("plugin.assembly-invalid", path => File.WriteAllText(path, new string('x', 5000)));

    [Fact]
    public Task INS_04_a_truncated_assembly_is_refused() => RefusedAsync("plugin.assembly-damaged", path => File.WriteAllBytes(path, File.ReadAllBytes(path)[..700]));

    [Fact]
    public Task INS_05_an_assembly_without_its_metadata_is_refused() => RefusedAsync("plugin.assembly-damaged", path =>
    {
        var bytes = File.ReadAllBytes(path);
        Array.Clear(bytes, 0x200, bytes.Length - 0x200);
        File.WriteAllBytes(path, bytes);
    });

    [Fact]
    public async Task INS_44_randomly_changed_assemblies_never_break_the_host()
    {
        await using var host = new PluginHost();
        var folder = host.Add("acme");
        var good = File.ReadAllBytes(Path.Combine(folder, "Plugin.dll"));
        var random = new Random(44);
        var manifest = Manifests.ManifestReader.Read(folder).Manifest!;
        var inspector = new Inspection.PluginInspector(new Loading.SharedAssemblies([]));
        for (var i = 0; i < 300; i++)
        {
            var bytes = (byte[])good.Clone();
            for (var n = random.Next(1, 40); n > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(Path.Combine(folder, "Plugin.dll"), bytes);
            inspector.Inspect(manifest, Loading.PluginImage.Read(folder)); // any verdict, no exception
        }
    }

    [Fact]
    public async Task INS_45_each_assembly_is_inspected_once_however_many_ways_lead_to_it()
    {
        await using var host = new PluginHost();
        var folder = host.FolderOf("acme");
        List<string> below = [];
        for (var layer = 0; layer < 10; layer++) // 2 to the power of 10 ways from the top to the bottom
        {
            var uses = string.Join(" + ", below.Select(b => $"{Path.GetFileNameWithoutExtension(b)}.Api.Text").DefaultIfEmpty("\"\""));
            below = [.. new[] { "A", "B" }.Select(side => Compiled.Into(folder, $"L{layer}{side}", $"namespace L{layer}{side}; public static class Api {{ public static string Text => {uses}; }}", isForeign: true, references: below))];
        }
        host.Add("acme", PluginSource.Says("L9A.Api.Text + L9B.Api.Text"), references: below);
        var told = new Inspection.PluginInspector(new Loading.SharedAssemblies([])).Inspect(Manifests.ManifestReader.Read(folder).Manifest!, Loading.PluginImage.Read(folder));
        Assert.Empty(told.Errors);
        Assert.Equal(21, told.Code.Count);
    }

    [Theory]
    [InlineData("public sealed class Other : CrmPlugin { }", "plugin.entry-missing")]
    [InlineData("public sealed class SamplePlugin { }", "plugin.entry-invalid")]
    [InlineData("public abstract class SamplePlugin : CrmPlugin { }", "plugin.entry-invalid")]
    [InlineData("public sealed class SamplePlugin : CrmPlugin { private SamplePlugin() { } }", "plugin.entry-invalid")]
    [InlineData("public sealed class SamplePlugin(int x) : CrmPlugin { public int X => x; }", "plugin.entry-invalid")]
    [InlineData("public static class SamplePlugin { }", "plugin.entry-invalid")]
    [InlineData("public interface SamplePlugin { }", "plugin.entry-invalid")]
    public async Task INS_19_INS_21_INS_22_an_unusable_entry_class_is_refused(string source, string code)
    {
        await using var host = new PluginHost();
        host.Add("acme", $"namespace Sample; {source}");
        var status = await host.LoadAsync("acme");
        Assert.Equal((PluginState.Failed, code, 0), (status.State, status.Errors[0].Code, status.Generation));
    }

    [Fact]
    public async Task INS_20_of_two_classes_that_could_be_the_entry_the_manifest_says_which_and_the_other_is_never_made()
    {
        await using var host = new PluginHost();
        host.Add("acme", PluginSource.Says("\"named\"") + " public sealed class Other : CrmPlugin { public Other() => throw new System.InvalidOperationException(\"made\"); }");
        var status = await host.LoadAsync("acme");
        Assert.Equal((PluginState.Enabled, "named"), (status.State, host.Said));
        Assert.Empty(status.Warnings);
    }

    [Fact]
    public async Task INS_an_entry_class_may_derive_through_a_class_of_its_own_library()
    {
        await using var host = new PluginHost();
        var library = Compiled.Into(host.FolderOf("acme"), "Framework", "namespace Framework; public abstract class PluginBase : CrmPlugin { }");
        host.Add("acme", "namespace Sample; public sealed class SamplePlugin : Framework.PluginBase { }", references: [library]);
        Assert.Equal(PluginState.Enabled, (await host.LoadAsync("acme")).State);
    }

    [Theory]
    [InlineData(".NETCoreApp,Version=v11.0", "plugin.framework-newer")]
    [InlineData(".NETFramework,Version=v4.8", "plugin.framework-unsupported")]
    public Task INS_08_INS_09_another_framework_is_refused(string framework, string code) =>
        RefusedAsync(code, path => Compiled.Into(Path.GetDirectoryName(path)!, "Plugin", PluginSource.Empty, framework: framework));

    [Theory]
    [InlineData(".NETCoreApp,Version=v8.0")]
    [InlineData(".NETStandard,Version=v2.0")]
    public async Task LDR_05_LDR_06_INS_11_an_older_framework_is_accepted(string framework)
    {
        await using var host = new PluginHost();
        Compiled.Into(host.Add("acme"), "Plugin", PluginSource.Empty, framework: framework);
        Assert.Equal(PluginState.Enabled, (await host.LoadAsync("acme")).State);
    }

    [Fact]
    public Task INS_06_another_processor_is_refused() =>
        RefusedAsync("plugin.assembly-architecture", path => Compiled.Into(Path.GetDirectoryName(path)!, "Plugin", PluginSource.Empty, platform: Platform.X86));

    [Fact]
    public async Task INS_12_a_missing_reference_is_named_and_no_code_runs()
    {
        await using var host = new PluginHost();
        var library = Compiled.Into(Scratch.Folder(), "Elsewhere", "namespace Elsewhere; public static class Api { public static int Number() => 1; }");
        host.Add("acme", PluginSource.Configure("Elsewhere.Api.Number();") + " static class Sentinel { [System.Runtime.CompilerServices.ModuleInitializer] internal static void Run() => System.AppContext.SetData(\"INS_40\", \"ran\"); }",
            references: [library]);
        var error = Assert.Single((await host.LoadAsync("acme")).Errors);
        Assert.Equal("plugin.reference-missing", error.Code);
        Assert.Contains("'Elsewhere'", error.Message, StringComparison.Ordinal);
        Assert.Null(AppContext.GetData("INS_40"));
    }

    [Fact]
    public async Task INS_a_reference_that_only_a_library_misses_is_a_warning()
    {
        await using var host = new PluginHost();
        var deep = Compiled.Into(Scratch.Folder(), "Deep", "namespace Deep; public static class Api { public static int Number() => 1; }");
        var library = Compiled.Into(host.FolderOf("acme"), "Middle", "namespace Middle; public static class Api { public static int Unused() => Deep.Api.Number(); public static int Used() => 2; }", references: [deep]);
        host.Add("acme", PluginSource.Says("Middle.Api.Used().ToString()"), references: [library]);
        var status = await host.LoadAsync("acme");
        Assert.Equal((PluginState.Enabled, "plugin.reference-missing", "2"), (status.State, Assert.Single(status.Warnings).Code, host.Said));
    }

    [Fact]
    public async Task INS_13_a_library_older_than_the_plugin_was_built_with_is_refused()
    {
        await using var host = new PluginHost();
        var newer = Compiled.Into(Scratch.Folder(), "Aged", "namespace Aged; public static class Api { public static int Number() => 1; }", version: "2.0.0.0");
        var folder = host.Add("acme", PluginSource.Configure("Aged.Api.Number();"), references: [newer]);
        Compiled.Into(folder, "Aged", "namespace Aged; public static class Api { }", version: "1.0.0.0");
        Assert.Equal("plugin.reference-older", Assert.Single((await host.LoadAsync("acme")).Errors).Code);
    }

    [Fact]
    public async Task INS_a_reference_to_the_engine_is_refused()
    {
        await using var host = new PluginHost();
        var folder = host.Add("acme");
        Compiled.Into(folder, "Plugin", PluginSource.Configure("Console.WriteLine(typeof(CrmKit.ServiceCollectionExtensions));"), host: ["CrmKit.Core"]);
        Assert.Equal("plugin.reference-forbidden", Assert.Single((await host.LoadAsync("acme")).Errors).Code);
    }

    [Fact]
    public async Task A_plugin_for_other_contracts_is_refused()
    {
        await using var host = new PluginHost();
        var folder = host.Add("acme");
        var manifest = Path.Combine(folder, "plugin.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"abstractions\": \"*\"", "\"abstractions\": \">=7.0\"", StringComparison.Ordinal));
        Assert.Equal("plugin.abstractions-incompatible", Assert.Single((await host.LoadAsync("acme")).Errors).Code);
    }

    private static async Task RefusedAsync(string code, Action<string> spoil)
    {
        await using var host = new PluginHost();
        host.Add("good", PluginSource.Type("good.thing"));
        spoil(Path.Combine(host.Add("acme"), "Plugin.dll"));
        var status = await host.LoadAsync("acme");
        Assert.Equal((PluginState.Failed, code), (status.State, Assert.Single(status.Errors).Code));
        Assert.True(host.Catalog.TryType("good.thing", out _));
    }
}
