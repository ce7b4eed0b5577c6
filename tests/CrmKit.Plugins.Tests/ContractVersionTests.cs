using System.Reflection;
using CrmKit.Leads;
using CrmKit.Records;
using NuGet.Versioning;

namespace CrmKit.Plugins;

/// <summary>Plugins built with other versions of the contracts than this host's.</summary>
public sealed class ContractVersionTests
{
    // As much of the contracts as the plugin below uses, and nothing that came beside it.
    private const string Earlier = """
        using System.Collections.Generic; using System.Threading; using System.Threading.Tasks;
        namespace CrmKit.Plugins
        {
            public interface ICrmPluginBuilder { ICrmPluginBuilder AddBeforeSave<T>(string recordType = "*", int order = 0) where T : class, CrmKit.Records.IBeforeSave; }
            public abstract class CrmPlugin { public virtual void Configure(ICrmPluginBuilder plugin) { } }
        }
        namespace CrmKit.Records
        {
            public abstract class Record { }
            public abstract class RootRecord : Record { }
            public sealed class PendingChange { public Record After => null!; }
            public sealed class SaveContext { public IReadOnlyList<PendingChange> Changes => null!; }
            public interface IBeforeSave { ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken); }
        }
        namespace CrmKit.Leads { public sealed class Lead : CrmKit.Records.RootRecord { public string? City { get; set; } } }
        """;

    private const string BuiltEarlier = """
        using System.Threading; using System.Threading.Tasks; using CrmKit.Plugins; using CrmKit.Records;
        namespace Sample;
        public sealed class SamplePlugin : CrmPlugin { public override void Configure(ICrmPluginBuilder plugin) => plugin.AddBeforeSave<Handler>("lead"); }
        public sealed class Handler : IBeforeSave
        {
            public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
            {
                foreach (var change in context.Changes) ((CrmKit.Leads.Lead)change.After).City = "Lyon";
                return default;
            }
        }
        """;

    private static readonly Version Built = typeof(CrmPlugin).Assembly.GetName().Version!;
    private static readonly NuGetVersion Host = NuGetVersion.Parse(typeof(CrmPlugin).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);

    [Fact]
    public async Task DEP_14_a_plugin_runs_when_its_range_has_the_hosts_version_and_it_was_built_with_the_same_major()
    {
        var (major, minor, patch) = (Host.Major, Host.Minor, Host.Patch);
        (string Range, bool Fits)[] ranges =
        [
            ("*", true), ($"^{major}.{minor}", true), ($"~{major}.{minor}.{patch}", true), ($"={major}.{minor}.{patch}", true), ($">={major}.{minor}.{patch} <{major + 1}.0", true), ($"[{major}.{minor},{major}.{minor + 1})", true),
            ($">={major}.{minor}.{patch + 1}", false), ($"={major}.{minor}.{patch + 1}", false), ($"^{major}.{minor + 1}", false), ($"^{major + 1}.0", false), ($"<{major}.{minor}.{patch}", false),
        ];
        (string Name, Version Version, string? Says)[] builds =
        [
            ("same", Built, null), ("patch", new Version(Built.Major, Built.Minor, Built.Build + 1, 0), "plugin.contracts-newer"), ("minor", new Version(Built.Major, Built.Minor + 1, 0, 0), "plugin.contracts-newer"),
            ("major", new Version(Built.Major + 1, 0, 0, 0), "plugin.contracts-major"),
        ];
        await using var host = new PluginHost();
        foreach (var build in builds)
        {
            var plugin = Build("namespace Sample; public sealed class SamplePlugin : CrmKit.Plugins.CrmPlugin { }", build.Version);
            for (var i = 0; i < ranges.Length; i++)
            {
                var folder = Directory.CreateDirectory(host.FolderOf($"{build.Name}-{i}")).FullName;
                File.Copy(plugin, Path.Combine(folder, "Plugin.dll"));
                PluginHost.WriteManifest(folder, $"p.{build.Name}-{i}");
                var manifest = Path.Combine(folder, "plugin.json");
                File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"abstractions\": \"*\"", $"\"abstractions\": \"{ranges[i].Range}\"", StringComparison.Ordinal));
            }
        }
        await host.Runtime.RefreshAsync();
        foreach (var build in builds)
            for (var i = 0; i < ranges.Length; i++)
            {
                var status = host.Runtime.Find($"p.{build.Name}-{i}")!;
                string[] errors = !ranges[i].Fits ? ["plugin.abstractions-incompatible"] : build.Says == "plugin.contracts-major" ? [build.Says] : [];
                var told = $"{build.Name} {ranges[i].Range}: {status.State} {string.Join(" ", status.Errors.Concat(status.Warnings).Select(e => e.Code))}";
                Assert.True(errors.SequenceEqual(status.Errors.Select(e => e.Code)), told);
                Assert.True(status.State == (errors.Length > 0 ? PluginState.Failed : PluginState.Enabled), told);
                if (errors.Length == 0) Assert.True((build.Says is null ? [] : new[] { build.Says }).SequenceEqual(status.Warnings.Select(w => w.Code)), told);
            }
    }

    /// <summary>Every version of this major whose contracts are recorded: what a plugin uses stands there, and a binary that was built with no more than that runs as it is.</summary>
    public static TheoryData<string> Recorded => [.. PluginVerifier.KnownContracts.Where(v => NuGetVersion.Parse(v).Major == Host.Major)];

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task DEP_15_a_plugin_built_with_earlier_contracts_runs_as_it_is(string version)
    {
        await using var host = new CrmHost();
        var folder = Directory.CreateDirectory(Path.Combine(host.Directory, "plugins", "acme")).FullName;
        File.Copy(Build(BuiltEarlier, Built), Path.Combine(folder, "Plugin.dll"));
        PluginHost.WriteManifest(folder, "acme");
        var told = new PluginVerifier().Verify(folder, version);
        Assert.True(told.IsFine, string.Join("; ", told.Contracts.SelectMany(c => c.Uses).Where(u => u.Verdict != ContractVerdict.Fine)));
        Assert.NotEmpty(Assert.Single(told.Contracts).Uses);

        await host.Runtime.RefreshAsync();
        var status = host.Runtime.Find("acme")!;
        Assert.Equal((PluginState.Enabled, "", ""), (status.State, string.Join(" ", status.Errors), string.Join(" ", status.Warnings)));
        Assert.Equal("Lyon", (await host.InSessionAsync(s => s.Records.CreateAsync(new Lead { Name = "Ada" }))).City);
    }

    [Fact]
    public void DEP_15_the_plugins_of_this_repository_use_nothing_that_earlier_contracts_of_this_major_lack()
    {
        Assert.NotEmpty(FirstParty.Names);
        foreach (var name in FirstParty.Names)
            foreach (var version in Recorded)
            {
                var told = new PluginVerifier().Verify(FirstParty.OutputOf(name), version);
                Assert.True(told.IsFine, $"{name} against {version}: {string.Join("; ", told.Errors)} {string.Join("; ", told.Contracts.SelectMany(c => c.Uses).Where(u => u.Verdict != ContractVerdict.Fine))}");
            }
    }

    private static string Build(string source, Version contracts)
    {
        var folder = Scratch.Folder("crmkit-contracts-");
        var earlier = Compiled.Into(Path.Combine(folder, "contracts"), "CrmKit.Abstractions", Earlier, version: contracts.ToString(), isForeign: true);
        return Compiled.Into(folder, "Plugin", source, references: [earlier], isForeign: true);
    }
}
