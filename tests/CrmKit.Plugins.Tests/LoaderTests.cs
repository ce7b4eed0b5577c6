using System.Runtime.Loader;

namespace CrmKit.Plugins;

public sealed class LoaderTests
{
    private const string ContextOf = "System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(typeof({0}).Assembly)!.Name!";

    [Fact]
    public async Task LDR_10_a_shared_assembly_is_the_hosts_own()
    {
        await using var host = new PluginHost(o => o.SharedAssemblies.Add("NuGet.*"));
        Ship(host.Add("acme", PluginSource.Says(ContextOf.Replace("{0}", "NuGet.Versioning.NuGetVersion", StringComparison.Ordinal)), references: [NuGetVersioning]), NuGetVersioning);
        await host.LoadAsync("acme");
        Assert.Equal("Default", host.Said);
    }

    [Fact]
    public async Task LDR_11_an_assembly_that_is_not_shared_is_private_though_the_host_has_it()
    {
        await using var host = new PluginHost();
        Ship(host.Add("acme", PluginSource.Says(ContextOf.Replace("{0}", "NuGet.Versioning.NuGetVersion", StringComparison.Ordinal)), references: [NuGetVersioning]), NuGetVersioning);
        await host.LoadAsync("acme");
        Assert.Equal("acme/1.0.0#1", host.Said);
    }

    [Theory]
    [InlineData(false, "2")]
    [InlineData(true, "1")]
    public async Task LDR_12_the_host_can_unify_a_newer_assembly_down_to_its_own(bool isShared, string version)
    {
        await using var host = new PluginHost(o => { if (isShared) o.SharedAssemblies.Add("UnifiedLibrary"); });
        if (AssemblyLoadContext.Default.Assemblies.All(a => a.GetName().Name != "UnifiedLibrary"))
            AssemblyLoadContext.Default.LoadFromAssemblyPath(Library(Scratch.Folder(), "UnifiedLibrary", 1));
        var newer = Library(Scratch.Folder(), "UnifiedLibrary", 2);
        Ship(host.Add("acme", PluginSource.Says("UnifiedLibrary.Api.Version()"), references: [newer]), newer);
        var status = await host.LoadAsync("acme");
        Assert.Equal((PluginState.Enabled, version), (status.State, host.Said));
        Assert.Equal(isShared ? ["plugin.assembly-ignored", "plugin.reference-older"] : [], status.Warnings.Select(w => w.Code).Order());
    }

    [Fact]
    public async Task LDR_13_plugins_have_their_own_versions_of_one_library_side_by_side_the_newest_first()
    {
        await using var host = new PluginHost();
        foreach (var (id, version) in new[] { ("a", 3), ("b", 2), ("c", 1) })
        {
            var library = Library(Scratch.Folder(), "SideLibrary", version);
            Ship(host.Add(id, PluginSource.Configure($"plugin.RecordType(\"{id}.said\", t => t.Named(SideLibrary.Api.Version() + SideLibrary.Api.Calls, \"x\"));"), references: [library]), library);
        }
        await host.Runtime.RefreshAsync();
        Assert.Equal(["31", "21", "11"], new[] { "a", "b", "c" }.Select(id => host.Catalog.Type($"{id}.said").Label.English)); // each with statics of its own
    }

    [Fact]
    public async Task LDR_32_the_very_same_library_in_two_plugins_is_loaded_for_each()
    {
        await using var host = new PluginHost();
        var library = Library(Scratch.Folder(), "TwiceLibrary", 1);
        foreach (var id in new[] { "one", "two" })
            Ship(host.Add(id, PluginSource.Configure($"plugin.RecordType(\"{id}.said\", t => t.Named(TwiceLibrary.Api.Version() + TwiceLibrary.Api.Calls, \"x\"));"), references: [library]), library);
        await host.Runtime.RefreshAsync();
        Assert.Equal(("11", "11"), (host.Catalog.Type("one.said").Label.English, host.Catalog.Type("two.said").Label.English));
    }

    [Fact]
    public async Task LDR_15_two_plugins_implement_one_contract_of_the_host()
    {
        await using var host = new PluginHost();
        foreach (var id in new[] { "one", "two" })
            host.Add(id, PluginSource.Configure("plugin.AddValidator<Rule>(\"lead\");") + " public sealed class Rule : IRecordValidator { public ValueTask ValidateAsync(SaveContext c, CancellationToken t) => default; }");
        await host.Runtime.RefreshAsync();
        Assert.All(host.Runtime.List(), s => Assert.Equal(PluginState.Enabled, s.State));
    }

    [Fact]
    public async Task LDR_21_a_relative_folder_becomes_an_absolute_one()
    {
        await using var absolute = new PluginHost();
        absolute.Add("acme");
        await using var host = new PluginHost(o => o.Folder = Path.GetRelativePath(Directory.GetCurrentDirectory(), absolute.Folder));
        Assert.Equal(absolute.FolderOf("acme"), (await host.LoadAsync("acme")).Folder);
    }

    [Fact]
    public async Task LDR_22_a_missing_file_is_named()
    {
        await using var host = new PluginHost();
        File.Delete(Path.Combine(host.Add("acme"), "Plugin.dll"));
        var error = Assert.Single((await host.LoadAsync("acme")).Errors);
        Assert.Equal("plugin.assembly-missing", error.Code);
        Assert.Contains("Plugin.dll", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LDR_23_files_of_a_running_plugin_can_be_overwritten_and_deleted()
    {
        await using var host = new PluginHost();
        var library = Library(Scratch.Folder(), "LateLibrary", 7);
        var folder = host.Add("acme", "namespace Sample; public sealed class SamplePlugin : CrmPlugin { public override ValueTask StopAsync(CancellationToken t) { System.AppContext.SetData(\"LDR_23\", LateLibrary.Api.Version()); return default; } }",
            references: [library]);
        Ship(folder, library);
        await host.LoadAsync("acme");

        File.WriteAllText(Path.Combine(folder, "Plugin.dll"), "overwritten");
        Directory.Delete(folder, recursive: true);
        await host.Runtime.DisableAsync("acme"); // needs the library for the first time
        Assert.Equal("7", AppContext.GetData("LDR_23"));
    }

    [Fact]
    public async Task LDR_24_an_error_names_file_and_line_of_the_plugins_source()
    {
        await using var host = new PluginHost();
        host.Add("acme", "namespace Sample; public sealed class SamplePlugin : CrmPlugin\n{\n    public override void Configure(ICrmPluginBuilder plugin) =>\n        throw new InvalidOperationException(\"boom\");\n}");
        Assert.Contains("Plugin.cs:line 4", Assert.Single((await host.LoadAsync("acme")).Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LDR_25_libraries_are_found_beside_the_plugin_without_a_deps_json_and_where_it_says_with_one(bool isListed)
    {
        await using var host = new PluginHost();
        var library = Library(Scratch.Folder(), "ListedLibrary", 5);
        var folder = host.Add("acme", PluginSource.Says("ListedLibrary.Api.Version()"), references: [library]);
        if (!isListed)
        {
            Ship(folder, library);
        }
        else
        {
            Ship(Directory.CreateDirectory(Path.Combine(folder, "runtimes", "any", "lib", "net10.0")).FullName, library);
            File.WriteAllText(Path.Combine(folder, "Plugin.deps.json"), """
                {
                  "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0" },
                  "targets": { ".NETCoreApp,Version=v10.0": {
                    "Plugin/1.0.0": { "dependencies": { "ListedLibrary": "5.0.0" }, "runtime": { "Plugin.dll": {} } },
                    "ListedLibrary/5.0.0": { "runtimeTargets": { "runtimes/any/lib/net10.0/ListedLibrary.dll": { "rid": "any", "assetType": "runtime", "assemblyVersion": "5.0.0.0" } } } } },
                  "libraries": { "Plugin/1.0.0": { "type": "project", "serviceable": false, "sha512": "" }, "ListedLibrary/5.0.0": { "type": "package", "serviceable": false, "sha512": "" } }
                }
                """);
        }
        var status = await host.LoadAsync("acme");
        Assert.True(status.State == PluginState.Enabled, string.Join(" ", status.Errors.Select(e => e.Message)));
        Assert.Equal("5", host.Said);
    }

    [Fact]
    public async Task LDR_26_a_native_library_under_runtimes_is_found_and_its_file_stays_free()
    {
        var native = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libe_sqlite3.so");
        Assert.SkipUnless(File.Exists(native) && OperatingSystem.IsLinux(), "Takes SQLite's library for Linux on x64 as the native one.");
        await using var host = new PluginHost();
        var folder = host.Add("acme", PluginSource.Says("sqlite3_libversion_number().ToString()", "[System.Runtime.InteropServices.DllImport(\"native26\")] static extern int sqlite3_libversion_number();"));
        var target = Directory.CreateDirectory(Path.Combine(folder, "runtimes", "linux-x64", "native")).FullName;
        File.Copy(native, Path.Combine(target, "libnative26.so"));
        await host.LoadAsync("acme");
        Assert.StartsWith("3", host.Said, StringComparison.Ordinal);
        File.Delete(Path.Combine(target, "libnative26.so"));
    }

    [Fact]
    public async Task LDR_30_INS_14_a_plugin_built_against_a_newer_minor_of_the_contracts_loads_when_it_uses_nothing_new()
    {
        await using var host = new PluginHost();
        var newer = Compiled.Into(Scratch.Folder(), "CrmKit.Abstractions",
            """
            namespace CrmKit.Plugins;
            public interface ICrmPluginBuilder { void New(); }
            public abstract class CrmPlugin { public virtual void Configure(ICrmPluginBuilder plugin) { } }
            """, version: "0.9.0.0", isForeign: true);
        var folder = host.FolderOf("acme");
        Compiled.Into(folder, "Plugin", "namespace Sample; public sealed class SamplePlugin : CrmKit.Plugins.CrmPlugin { }", references: [newer], isForeign: true);
        Ship(folder, newer); // and its own copy of them is not looked at
        PluginHost.WriteManifest(folder, "acme");
        var status = await host.LoadAsync("acme");
        Assert.Equal(PluginState.Enabled, status.State);
        Assert.Equal(["plugin.assembly-ignored", "plugin.contracts-newer"], status.Warnings.Select(w => w.Code).Order());
    }

    [Fact]
    public async Task LDR_31_a_framework_assembly_in_the_folder_is_ignored()
    {
        await using var host = new PluginHost();
        Ship(host.Add("acme", PluginSource.Says(ContextOf.Replace("{0}", "System.Text.Json.JsonSerializer", StringComparison.Ordinal))), typeof(System.Text.Json.JsonSerializer).Assembly.Location);
        await host.LoadAsync("acme");
        Assert.Equal("Default", host.Said);
    }

    private static string NuGetVersioning => typeof(NuGet.Versioning.NuGetVersion).Assembly.Location;

    private static string Library(string folder, string name, int version) =>
        Compiled.Into(folder, name, $"namespace {name}; public static class Api {{ public static int Calls; public static string Version() {{ Calls++; return \"{version}\"; }} }}", version: $"{version}.0.0.0", isForeign: true);

    private static void Ship(string folder, string assembly) => File.Copy(assembly, Path.Combine(folder, Path.GetFileName(assembly)));
}
