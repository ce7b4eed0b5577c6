using System.Reflection.PortableExecutable;

namespace CrmKit.Plugins.Inspection;

/// <summary>Whole plugins through the verifier and through the host: they say the same, and nothing of the plugin runs.</summary>
public sealed class VerifierTests
{
    [Fact]
    public async Task INS_39_a_good_plugin_is_fine_against_every_known_version()
    {
        await using var host = new PluginHost();
        var told = new PluginVerifier().Verify(host.Add("acme", PluginSource.Type("acme.thing")));
        Assert.True(told.IsFine, string.Join("; ", told.Errors));
        Assert.Equal(("acme", "1.0.0"), (told.Id, told.Version));
        Assert.Empty(told.Warnings);
        Assert.Equal(PluginVerifier.KnownContracts, told.Contracts.Select(c => c.Version));
        Assert.Contains(told.Contracts[^1].Uses, u => u is { Type: "CrmKit.Plugins.CrmPlugin", Member: "Configure(CrmKit.Plugins.ICrmPluginBuilder) : System.Void", Verdict: ContractVerdict.Fine } && u.UsedBy.Contains("Sample.SamplePlugin"));
        Assert.Equal((UnloadGrade.A, 0), (told.Unloadability, told.Capabilities.Count));
    }

    [Fact]
    public async Task INS_the_verdict_says_which_assembly_comes_from_where()
    {
        await using var host = new PluginHost(o => o.SharedAssemblies.Add("NuGet.*"));
        var folder = host.FolderOf("acme");
        var library = Compiled.Into(folder, "Library", "namespace Library; public static class Api { public static string Text() => \"x\"; }", version: "2.1.0.0", isForeign: true);
        var absent = Compiled.Into(Scratch.Folder(), "Absent", "namespace Absent; public static class Api { public static string Text() => \"x\"; }", isForeign: true);
        var versioning = typeof(NuGet.Versioning.NuGetVersion).Assembly;
        host.Add("acme", PluginSource.Says("Library.Api.Text() + Absent.Api.Text() + new NuGet.Versioning.NuGetVersion(1, 2, 3)"), references: [library, absent, versioning.Location]);
        var options = new PluginOptions();
        options.SharedAssemblies.Add("NuGet.*");
        var byName = new PluginVerifier(options).Verify(folder).Assemblies.ToDictionary(a => a.Name);
        Assert.Equal((AssemblyOrigin.Private, "Plugin.dll", "the entry assembly"), (byName["Plugin"].Origin, byName["Plugin"].Path, byName["Plugin"].Why));
        Assert.Equal((AssemblyOrigin.Private, "Library.dll", "2.1.0.0", "2.1.0.0"), (byName["Library"].Origin, byName["Library"].Path, byName["Library"].Asked!.ToString(), byName["Library"].Found!.ToString()));
        Assert.Equal((AssemblyOrigin.Shared, null, "the contracts"), (byName["CrmKit.Abstractions"].Origin, byName["CrmKit.Abstractions"].Path, byName["CrmKit.Abstractions"].Why));
        Assert.Equal((AssemblyOrigin.Shared, "the framework"), (byName["System.Private.CoreLib"].Origin, byName["System.Private.CoreLib"].Why));
        Assert.Equal((AssemblyOrigin.Shared, "the host's settings name it", versioning.GetName().Version), (byName["NuGet.Versioning"].Origin, byName["NuGet.Versioning"].Why, byName["NuGet.Versioning"].Found));
        Assert.Equal((AssemblyOrigin.Missing, null), (byName["Absent"].Origin, byName["Absent"].Found));
    }

    [Theory]
    [InlineData("namespace CrmKit.Plugins { public interface ICrmPluginBuilder { } public abstract class CrmPlugin { public virtual void Configure(ICrmPluginBuilder plugin) { } public virtual void Added() { } } }",
        "namespace Sample { public sealed class SamplePlugin : CrmKit.Plugins.CrmPlugin { public override void Added() { } } }", "plugin.contract-gone", "CrmKit.Plugins.CrmPlugin: Added() : System.Void")]
    [InlineData("namespace CrmKit.Plugins { public static class Extras { public static int Number() => 1; } public interface ICrmPluginBuilder { } public abstract class CrmPlugin { public virtual void Configure(ICrmPluginBuilder plugin) { } } }",
        "namespace Sample { public sealed class SamplePlugin : CrmKit.Plugins.CrmPlugin { public override void Configure(CrmKit.Plugins.ICrmPluginBuilder plugin) => CrmKit.Plugins.Extras.Number(); } }", "plugin.contract-gone", "CrmKit.Plugins.Extras")]
    [InlineData("namespace CrmKit.Plugins { public interface ICrmPluginBuilder { void New(); } public abstract class CrmPlugin { public virtual void Configure(ICrmPluginBuilder plugin) { } } }",
        "namespace Sample { public sealed class SamplePlugin : CrmKit.Plugins.CrmPlugin { public override void Configure(CrmKit.Plugins.ICrmPluginBuilder plugin) => plugin.New(); } }", "plugin.contract-gone", "CrmKit.Plugins.ICrmPluginBuilder: New() : System.Void")]
    [InlineData("namespace CrmKit.Pipelines { public interface IStageGuard { } } namespace CrmKit.Plugins { public interface ICrmPluginBuilder { } public abstract class CrmPlugin { public virtual void Configure(ICrmPluginBuilder plugin) { } } }",
        "namespace Sample { public sealed class Guard : CrmKit.Pipelines.IStageGuard { } public sealed class SamplePlugin : CrmKit.Plugins.CrmPlugin { } }", "plugin.contract-changed", "CrmKit.Pipelines.IStageGuard")]
    public async Task INS_15_INS_16_INS_18_contracts_that_the_host_does_not_have_are_refused_at_load_with_their_names(string contracts, string plugin, string code, string named)
    {
        await using var host = new PluginHost();
        var built = Compiled.Into(Scratch.Folder(), "CrmKit.Abstractions", contracts, version: "0.0.0.0", isForeign: true);
        var folder = host.FolderOf("acme");
        Compiled.Into(folder, "Plugin", plugin, references: [built], isForeign: true);
        PluginHost.WriteManifest(folder, "acme");
        var status = await host.LoadAsync("acme");
        Assert.Equal(PluginState.Failed, status.State);
        Assert.Contains(status.Errors, e => e.Code == code && e.Message.Contains(named, StringComparison.Ordinal));
        Assert.Equal(status.Errors.Select(e => e.Message), new PluginVerifier().Verify(folder).Errors.Select(e => e.Message));
        Assert.True(new PluginVerifier().Verify(folder, Path.GetDirectoryName(built)).Contracts[0].IsFine); // against those that it was built with
    }

    [Fact]
    public async Task INS_17_another_major_version_of_the_contracts_is_refused()
    {
        await using var host = new PluginHost();
        var built = Compiled.Into(Scratch.Folder(), "CrmKit.Abstractions", "namespace CrmKit.Plugins { public abstract class CrmPlugin { } }", version: "7.0.0.0", isForeign: true);
        var folder = host.FolderOf("acme");
        Compiled.Into(folder, "Plugin", "namespace Sample { public sealed class SamplePlugin : CrmKit.Plugins.CrmPlugin { } }", references: [built], isForeign: true);
        PluginHost.WriteManifest(folder, "acme");
        Assert.Equal("plugin.contracts-major", Assert.Single((await host.LoadAsync("acme")).Errors).Code);
    }

    [Fact]
    public async Task INS_41_types_of_private_libraries_count_as_the_plugins_own()
    {
        await using var host = new PluginHost();
        var folder = host.FolderOf("acme");
        var library = Compiled.Into(folder, "Library", """
            namespace Library;
            public abstract class GuardBase : IStageGuard
            {
                public virtual ValueTask CheckAsync(StageGuardContext context, CancellationToken cancellationToken) => default;
            }
            """);
        host.Add("acme", "namespace Sample; public sealed class Guard : Library.GuardBase { } public sealed class SamplePlugin : CrmPlugin { }", references: [library]);
        var told = new PluginVerifier().Verify(folder);
        Assert.True(told.IsFine, string.Join("; ", told.Errors));
        Assert.Contains(told.Contracts[^1].Uses, u => u.Type == "CrmKit.Pipelines.IStageGuard" && u.UsedBy.Contains("Sample.Guard"));
    }

    [Fact]
    public async Task INS_23_INS_40_a_module_initializer_is_a_warning_and_does_not_run()
    {
        await using var host = new PluginHost();
        var folder = host.Add("acme", PluginSource.Empty + " static class Sentinel { [System.Runtime.CompilerServices.ModuleInitializer] internal static void Run() => System.AppContext.SetData(\"INS_40_verify\", \"ran\"); }");
        Assert.Equal("plugin.module-initializer", Assert.Single(new PluginVerifier().Verify(folder).Warnings).Code);
        Assert.Null(AppContext.GetData("INS_40_verify"));
    }

    [Fact]
    public async Task INS_10_an_assembly_that_names_no_framework_is_a_warning()
    {
        await using var host = new PluginHost();
        var folder = host.Add("acme");
        Compiled.Into(folder, "Plugin", PluginSource.Empty, framework: "");
        Assert.Equal(["plugin.framework-unknown"], new PluginVerifier().Verify(folder).Warnings.Select(w => w.Code));
    }

    [Fact]
    public async Task INS_03_native_code_under_the_name_of_an_assembly_is_refused()
    {
        await using var host = new PluginHost();
        var folder = host.Add("acme");
        foreach (var (bytes, code) in new[] { ("\u007fELF"u8.ToArray(), "plugin.assembly-invalid"), (NativeExecutable(), "plugin.assembly-invalid"), ("MZ"u8.ToArray(), "plugin.assembly-damaged") })
        {
            File.WriteAllBytes(Path.Combine(folder, "Plugin.dll"), bytes);
            Assert.Equal(code, Assert.Single(new PluginVerifier().Verify(folder).Errors).Code);
        }
    }

    [Theory]
    [InlineData(Microsoft.CodeAnalysis.Platform.X86, "X86")]
    [InlineData(Microsoft.CodeAnalysis.Platform.Arm64, "Arm64")]
    public async Task INS_06_INS_07_another_processor_is_named(Microsoft.CodeAnalysis.Platform platform, string named)
    {
        await using var host = new PluginHost();
        var folder = host.Add("acme");
        Compiled.Into(folder, "Plugin", PluginSource.Empty, platform: platform);
        var error = Assert.Single(new PluginVerifier().Verify(folder).Errors);
        Assert.Equal("plugin.assembly-architecture", error.Code);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void INS_48_the_hosts_contracts_are_read_from_memory()
    {
        var file = ContractSurfaceReader.OfFile(File.ReadAllBytes(typeof(CrmPlugin).Assembly.Location), _ => null);
        Assert.Equal(ContractSurfaceText.Write(file), ContractSurfaceText.Write(ContractSurfaceReader.Host));
    }

    [Fact]
    public async Task INS_44_damage_anywhere_is_told_and_never_thrown_also_by_the_comparison()
    {
        await using var host = new PluginHost();
        var folder = host.Add("acme", LabPlugin);
        var path = Path.Combine(folder, "Plugin.dll");
        var good = File.ReadAllBytes(path);
        Assert.True(new PluginVerifier().Verify(folder).IsFine);
        var random = new Random(4);
        for (var i = 0; i < 300; i++)
        {
            var bytes = (byte[])good.Clone();
            // Where the metadata and the instructions are, not only anywhere.
            for (var n = random.Next(1, 12); n > 0; n--) bytes[random.Next(0x200, bytes.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, random.Next(10) == 0 ? bytes[..random.Next(bytes.Length)] : bytes);
            new PluginVerifier().Verify(folder); // any verdict, no exception
        }
    }

    [Fact]
    public async Task A_package_is_read_as_its_folder_is()
    {
        await using var host = new PluginHost();
        var folder = host.Add("acme", PluginSource.Type("acme.thing"));
        var package = PluginPackages.Pack(folder, Scratch.Folder());
        var verifier = new PluginVerifier(new PluginOptions { AllowUnsigned = true });
        var (fromFolder, fromPackage) = (verifier.Verify(folder), verifier.Verify(package));
        Assert.True(fromPackage.IsFine);
        Assert.Equal(fromFolder.Assemblies, fromPackage.Assemblies);
        Assert.Equal(fromFolder.Contracts[^1].Uses.Select(u => u.ToString()), fromPackage.Contracts[^1].Uses.Select(u => u.ToString()));
    }

    [Fact]
    public async Task What_cannot_be_verified_is_refused_with_a_code()
    {
        await using var host = new PluginHost();
        var folder = host.Add("acme");
        var verifier = new PluginVerifier();
        Assert.Equal("plugin.not-found", Assert.Throws<CrmRuleException>(() => verifier.Verify(Path.Combine(host.Folder, "nowhere"))).Error.Code);
        Assert.Equal("plugin.not-found", Assert.Throws<CrmRuleException>(() => verifier.Verify(Path.Combine(folder, "Plugin.dll"))).Error.Code);
        foreach (var against in new[] { "9.9.9", host.Folder, Path.Combine(folder, "Plugin.pdb"), Path.Combine(folder, "plugin.json") })
            Assert.Equal("plugin.against-unknown", Assert.Throws<CrmRuleException>(() => verifier.Verify(folder, against)).Error.Code);
        var notAZip = Path.Combine(host.Folder, "bad.crmpkg");
        File.WriteAllText(notAZip, "no zip");
        Assert.StartsWith("package.", Assert.Throws<CrmRuleException>(() => verifier.Verify(notAZip)).Error.Code, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "plugin.json"), "{");
        Assert.Equal("plugin.manifest-json", Assert.Throws<CrmRuleException>(() => verifier.Verify(folder)).Error.Code);
    }

    // As much of C# as fits: generics, closures, iterators, async, switches, attributes.
    private const string LabPlugin = """
        namespace Sample;
        public sealed class SamplePlugin : CrmPlugin
        {
            public override void Configure(ICrmPluginBuilder plugin) => plugin.RecordType("acme.thing", t => t.Named("Thing", "Things"));
            public override async ValueTask StartAsync(CancellationToken cancellationToken) { await Task.Yield(); foreach (var n in Numbers(3).Where(n => n > 1)) Console.Write(n switch { 1 => "a", 2 => "b", _ => "" }); }
            private static IEnumerable<int> Numbers(int count) { for (var i = 0; i < count; i++) yield return i; }
            private static T? First<T>(Dictionary<string, T[]> from) where T : class => from.Values.SelectMany(v => v).FirstOrDefault();
        }
        """;

    private static byte[] NativeExecutable()
    {
        var headers = new PEHeaderBuilder(imageCharacteristics: Characteristics.ExecutableImage | Characteristics.Dll);
        var blob = new System.Reflection.Metadata.BlobBuilder();
        new NativeBuilder(headers).Serialize(blob);
        return blob.ToArray();
    }

    private sealed class NativeBuilder(PEHeaderBuilder header) : PEBuilder(header, deterministicIdProvider: null)
    {
        protected override System.Collections.Immutable.ImmutableArray<Section> CreateSections() => [new Section(".text", SectionCharacteristics.MemRead | SectionCharacteristics.ContainsCode)];

        protected override System.Reflection.Metadata.BlobBuilder SerializeSection(string name, SectionLocation location)
        {
            var code = new System.Reflection.Metadata.BlobBuilder();
            code.WriteBytes(0xC3, 16);
            return code;
        }

        protected override PEDirectoriesBuilder GetDirectories() => new();
    }
}
