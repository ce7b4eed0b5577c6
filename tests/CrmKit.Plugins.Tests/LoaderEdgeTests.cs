using System.Diagnostics;
using System.Resources;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using CrmKit.Plugins.Loading;
using CrmKit.Records;

namespace CrmKit.Plugins;

/// <summary>Native libraries, satellites, what shared assemblies refer to, and hosts that are loaded themselves.</summary>
public sealed class LoaderEdgeTests
{
    [Theory]
    [InlineData("tiny")]
    [InlineData("libtiny")]
    [InlineData("libtiny.so")]
    [InlineData("tiny.so")]
    public async Task LDR_03_LDR_04_a_native_library_is_found_with_and_without_prefix_and_suffix(string import)
    {
        await using var host = new PluginHost();
        var folder = host.Add("acme", Counting(import));
        await NativeLibraryAsync(folder);
        var status = await host.LoadAsync("acme");
        Assert.True(status.State == PluginState.Enabled, string.Join(" ", status.Errors.Select(e => e.Message)));
        Assert.Equal("1", host.Said);
    }

    [Fact]
    public async Task LDR_14_LDR_36_each_generation_and_each_plugin_has_its_native_library_in_a_fresh_state()
    {
        await using var host = new PluginHost();
        var folder = host.Add("acme", Counting("tiny", "libtiny.so"));
        await NativeLibraryAsync(folder);
        var other = host.Add("other", Counting("tiny").Replace("acme.said", "other.said", StringComparison.Ordinal));
        File.Copy(Path.Combine(folder, "libtiny.so"), Path.Combine(other, "libtiny.so"));
        await host.Runtime.RefreshAsync();
        Assert.Equal("12", host.Said); // two names, one library
        Assert.Equal("1", host.Catalog.Type("other.said").Label.English);
        await host.Runtime.ReloadAsync("acme");
        Assert.Equal("12", host.Said);
    }

    [Fact]
    public async Task LDR_27_a_native_library_that_a_plugin_leaves_out_comes_from_the_first_probing_folder_that_has_it_and_what_it_brings_goes_before()
    {
        var (empty, first, second) = (Scratch.Folder("crmkit-probe-"), Scratch.Folder("crmkit-probe-"), Scratch.Folder("crmkit-probe-"));
        await using var host = new PluginHost(o =>
        {
            foreach (var path in new[] { empty, first, second }) o.ProbingPaths.Add(path);
        });
        await NativeLibraryAsync(Directory.CreateDirectory(Path.Combine(first, "runtimes", $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}", "native")).FullName, from: 10);
        await NativeLibraryAsync(second, from: 20);
        host.Add("acme", Counting("tiny"));
        foreach (var id in new[] { "beside", "own" }) host.Add(id, Counting("tiny").Replace("acme.said", id + ".said", StringComparison.Ordinal));
        await NativeLibraryAsync(host.FolderOf("own"));
        await host.Runtime.RefreshAsync();
        Assert.Equal(("11", "11", "1"), (host.Said, host.Catalog.Type("beside.said").Label.English, host.Catalog.Type("own.said").Label.English)); // each of the first two has its own copy
        File.Delete(Directory.GetFiles(first, "*.so", SearchOption.AllDirectories).Single()); // no file stays open
        await host.Runtime.ReloadAsync("acme");
        Assert.Equal("21", host.Said);
    }

    [Theory]
    [InlineData("es", "hola")]
    [InlineData("es-MX", "hola")]
    [InlineData("en", "hello")]
    [InlineData("", "hello")]
    public async Task LDR_07_LDR_08_LDR_09_resources_come_from_the_satellite_of_their_culture_or_the_neutral_one_also_of_an_assembly_with_a_name_beyond_ascii(string culture, string word)
    {
        await using var host = new PluginHost();
        var library = Compiled.Into(Scratch.Folder(), "Wörter词", """
            namespace Words; public static class Book
            {
                public static string Word(string culture) => new System.Resources.ResourceManager("Words", typeof(Book).Assembly).GetString("word", System.Globalization.CultureInfo.GetCultureInfo(culture))!;
            }
            """, isForeign: true, resources: ("Words.resources", Words("hello")));
        var folder = host.Add("acme", PluginSource.Says($"Words.Book.Word(\"{culture}\")"), references: [library]);
        File.Copy(library, Path.Combine(folder, Path.GetFileName(library)));
        Compiled.Into(Path.Combine(folder, "es"), "Wörter词.resources", "[assembly: System.Reflection.AssemblyCulture(\"es\")]", isForeign: true, resources: ("Words.es.resources", Words("hola")));
        var status = await host.LoadAsync("acme");
        Assert.True(status.State == PluginState.Enabled, string.Join(" ", status.Errors.Select(e => e.Message)));
        Assert.Equal(word, host.Said);
    }

    [Fact]
    public void LDR_16_what_shared_assemblies_refer_to_is_shared_too()
    {
        var folder = Scratch.Folder();
        var inner = Library(folder, "Inner", "");
        var outer = Library(folder, "Outer", "public static string Name => Inner.Api.Text;", inner);
        var alone = Library(folder, "Alone", "");
        var files = new[] { inner, outer, alone }.ToDictionary(f => Path.GetFileNameWithoutExtension(f)!, StringComparer.OrdinalIgnoreCase);
        Assert.Equal(["Inner", "Outer"], SharedClosure.Of(["Outer"], files).Order());
    }

    [Fact]
    public void LDR_29_what_the_host_does_not_have_breaks_nothing_when_it_is_shared()
    {
        var folder = Scratch.Folder();
        var outer = Library(folder, "Outer", "public static string Name => Inner.Api.Text;", Library(folder, "Inner", ""));
        Assert.Equal(["Outer"], SharedClosure.Of(["Outer", "Nowhere"], new Dictionary<string, string> { ["Outer"] = outer }));
        Assert.Equal(["Broken"], SharedClosure.Of(["Broken"], new Dictionary<string, string> { ["Broken"] = Path.Combine(folder, "gone.dll") }));
        Assert.Null(new SharedAssemblies(["Nowhere", "Nowhere.*"]).Find("Nowhere"));
    }

    [Fact]
    public async Task LDR_28_types_by_name_are_found_in_the_plugin()
    {
        await using var host = new PluginHost();
        host.Add("acme", PluginSource.Says("System.Runtime.Loader.AssemblyLoadContext.CurrentContextualReflectionContext!.Name + ' ' + Activator.CreateInstance(Type.GetType(\"Sample.SamplePlugin, Plugin\")!)!.GetType().Name"));
        await host.LoadAsync("acme");
        Assert.Equal("acme/1.0.0#1 SamplePlugin", host.Said);
        await host.Runtime.DisableAsync("acme");
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering));
    }

    [Fact]
    public async Task LDR_34_fifty_plugins_are_loaded_though_several_ask_for_it_at_once()
    {
        await using var host = new PluginHost();
        for (var i = 0; i < 50; i++) host.Add($"p{i}", PluginSource.Type($"p{i}.thing"));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => host.Runtime.RefreshAsync())));
        Assert.Equal(50, host.Runtime.List().Count(s => s is { State: PluginState.Enabled, Generation: 1 }));
    }

    [Fact]
    public async Task LDR_37_files_that_are_cut_replaced_or_renamed_under_a_running_plugin_do_it_no_harm()
    {
        await using var host = await CrmHost.WithAsync(Isolation.FaultyPlugin.BeforeSave("((CrmKit.Leads.Lead)context.Changes[0].After).City = \"Lyon\";"));
        var file = Path.Combine(host.Directory, "plugins", "acme", "Plugin.dll");
        foreach (var harm in new Action[]
        {
            () => { using var cut = new FileStream(file, FileMode.Open, FileAccess.Write); cut.SetLength(1); },
            () => File.WriteAllBytes(file, new byte[100_000]),
            () => File.Move(file, file + ".old"),
            () => File.WriteAllText(file, "new"),
        })
        {
            harm();
            await using var session = host.Open();
            Assert.Equal("Lyon", (await session.Records.CreateAsync(new Leads.Lead { Name = "bad" })).City);
        }
    }

    [Fact]
    public async Task LDR_17_a_host_that_was_loaded_itself_shares_its_own_contracts_with_its_plugins()
    {
        using var plugins = new TemporaryFolder();
        Compiled.Into(Path.Combine(plugins.Path, "acme"), "Plugin", PluginSource.Type("acme.thing"));
        PluginHost.WriteManifest(Path.Combine(plugins.Path, "acme"), "acme");
        var context = new AssemblyLoadContext("a host that was loaded", isCollectible: false);
        context.Resolving += (c, name) => name.Name!.StartsWith("CrmKit.", StringComparison.Ordinal) ? c.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, name.Name + ".dll")) : null;
        foreach (var name in new[] { "CrmKit.Abstractions", "CrmKit.Core", "CrmKit.PluginTables", "CrmKit.Plugins", "CrmKit.EntityFrameworkCore", "CrmKit.Sqlite" })
            context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
        var driver = Compiled.Into(plugins.Path, "Driver", $$"""
            public static class Driver
            {
                public static async Task<string> RunAsync(string database, string plugins)
                {
                    await using var services = new ServiceCollection().AddCrmKit(crm => crm.UseSqlite(database).AddPlugins(plugins)).BuildServiceProvider();
                    var runtime = services.GetRequiredService<IPluginRuntime>();
                    await runtime.RefreshAsync();
                    var status = runtime.List()[0];
                    return status.State + string.Join(" ", status.Errors.Select(e => e.Message));
                }
            }
            """, host: ["CrmKit.Core", "CrmKit.Plugins", "CrmKit.Sqlite", "CrmKit.EntityFrameworkCore", "Microsoft.Extensions.DependencyInjection"]);
        var run = context.LoadFromAssemblyPath(driver).GetType("Driver")!.GetMethod("RunAsync")!;
        Assert.Equal("Enabled", await (Task<string>)run.Invoke(null, [Path.Combine(plugins.Path, "crm.db"), plugins.Path])!);
    }

    // Each call of the library's function counts one up, whichever name it was imported by.
    private static string Counting(params string[] imports) => PluginSource.Says(string.Join(" + ", imports.Select((_, i) => $"count{i}().ToString()")),
        string.Concat(imports.Select((import, i) => $"[System.Runtime.InteropServices.DllImport(\"{import}\", EntryPoint = \"count\")] static extern int count{i}();")));

    private static string Library(string folder, string name, string member, params string[] references) =>
        Compiled.Into(folder, name, $"namespace {name}; public static class Api {{ public static string Text => \"{name}\"; {member} }}", isForeign: true, references: references);

    private static byte[] Words(string word)
    {
        using var stream = new MemoryStream();
        using (var writer = new ResourceWriter(stream)) writer.AddResource("word", word);
        return stream.ToArray();
    }

    /// <summary>A library that counts its calls, from one after a number.</summary>
    private static async Task NativeLibraryAsync(string folder, int from = 0)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/gcc"), "Builds its native library with gcc on Linux.");
        var source = Path.Combine(Scratch.Folder(), "tiny.c");
        await File.WriteAllTextAsync(source, $"int count(void) {{ static int n = {from}; return ++n; }}");
        using var gcc = Process.Start("/usr/bin/gcc", ["-shared", "-fPIC", "-o", Path.Combine(folder, "libtiny.so"), source]);
        await gcc.WaitForExitAsync();
        Assert.Equal(0, gcc.ExitCode);
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Scratch.Folder("crmkit-loader-");

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
