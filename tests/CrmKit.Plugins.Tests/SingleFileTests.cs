using System.Diagnostics;
using System.Reflection;
using CrmKit.Plugins.Loading;
using NuGet.Versioning;

namespace CrmKit.Plugins;

/// <summary>Hosts whose own assemblies lie in no folder.</summary>
public sealed class SingleFileTests
{
    [Fact]
    public async Task LDR_35_a_host_in_one_file_checks_loads_and_calls_plugins()
    {
        var root = Scratch.Folder("crmkit-single-");
        var program = Path.Combine(FaultHostProgram.Folder, "single", OperatingSystem.IsWindows() ? "CrmKit.FaultHost.exe" : "CrmKit.FaultHost");
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(program)!, "*.dll"));
        Add("well", Isolation.FaultyPlugin.BeforeSave("Console.WriteLine($\"called in one file '{typeof(CrmPlugin).Assembly.Location}'\");"));
        Add("bad", "namespace Sample; public sealed class SamplePlugin : CrmPlugin { private SamplePlugin() { } }");

        var start = new ProcessStartInfo(program, ["plugins", Path.Combine(root, "crm.db"), Path.Combine(root, "plugins"), "save"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var lines = (await output).Split('\n');
        Assert.True(lines.Contains("ack plugin well Enabled well 0 "), await output + await error);
        Assert.Contains(lines, l => l.StartsWith("ack plugin bad Failed plugin.entry-invalid", StringComparison.Ordinal));
        Assert.Contains("called in one file ''", lines); // its contracts are in no file
        Assert.Contains("ack saved", lines);

        void Add(string id, string source)
        {
            var folder = Path.Combine(root, "plugins", id);
            Compiled.Into(folder, "Plugin", source);
            PluginHost.WriteManifest(folder, id);
        }
    }

    [Fact]
    public void LDR_35_what_shared_assemblies_refer_to_is_asked_of_the_loaded_ones_where_there_are_no_files()
    {
        Assembly[] loaded = [typeof(SharedClosure).Assembly, typeof(NuGetVersion).Assembly, typeof(CrmPlugin).Assembly];
        var closure = SharedClosure.Of(["CrmKit.Plugins", "Nowhere"], new Dictionary<string, string>(), name => loaded.FirstOrDefault(a => a.GetName().Name == name));
        Assert.Contains("NuGet.Versioning", closure);
        Assert.Contains("CrmKit.Abstractions", closure);
        Assert.DoesNotContain("Nowhere", closure);
    }
}
