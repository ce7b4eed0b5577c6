namespace CrmKit.Plugins;

/// <summary>Folders of the host in which is looked for what a plugin leaves out.</summary>
public sealed class ProbingTests
{
    [Fact]
    public async Task LDR_27_what_a_plugin_leaves_out_comes_from_the_first_probing_folder_that_has_it()
    {
        var (first, second) = (Scratch.Folder("crmkit-probe-"), Scratch.Folder("crmkit-probe-"));
        var library = Library(second, "ProbedLibrary", "second");
        Library(second, "OtherLibrary", "second");
        Library(first, "OtherLibrary", "first");
        await using var host = Host(first, second);
        host.Add("acme", PluginSource.Says("ProbedLibrary.Api.Text + ' ' + OtherLibrary.Api.Text"), references: [library, Path.Combine(second, "OtherLibrary.dll")]);
        Assert.Equal("second first", await SaidAsync(host));
    }

    [Fact]
    public async Task LDR_27_what_a_plugin_brings_goes_before_all_probing_folders()
    {
        var probing = Scratch.Folder("crmkit-probe-");
        Library(probing, "OwnLibrary", "the host's");
        await using var host = Host(probing);
        var own = Library(host.FolderOf("acme"), "OwnLibrary", "the plugin's");
        host.Add("acme", PluginSource.Says("OwnLibrary.Api.Text"), references: [own]);
        Assert.Equal("the plugin's", await SaidAsync(host));
    }

    [Fact]
    public async Task LDR_27_each_plugin_has_a_copy_of_its_own_that_leaves_memory_with_it_and_what_it_refers_to_is_probed_too()
    {
        var probing = Scratch.Folder("crmkit-probe-");
        var inner = Library(probing, "InnerLibrary", "inner");
        var outer = Compiled.Into(probing, "OuterLibrary", "namespace OuterLibrary; public static class Api { static int calls; public static string Call() => InnerLibrary.Api.Text + ++calls; }", isForeign: true, references: [inner]);
        await using var host = Host(probing);
        foreach (var id in new[] { "acme", "other" }) host.Add(id, PluginSource.Configure($"plugin.RecordType(\"{id}.said\", t => t.Named(OuterLibrary.Api.Call(), \"x\"));"), references: [outer]);
        Assert.Equal("inner1", await SaidAsync(host));
        Assert.Equal("inner1", host.Catalog.Type("other.said").Label.English);
        await host.Runtime.DisableAsync("acme");
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering));
    }

    [Fact]
    public async Task LDR_27_what_comes_into_a_probing_folder_later_is_found_at_the_next_try_and_the_verifier_says_where_from()
    {
        var probing = Scratch.Folder("crmkit-probe-");
        await using var host = Host(probing);
        var library = Library(Scratch.Folder(), "LateProbed", "late");
        var folder = host.Add("acme", PluginSource.Says("LateProbed.Api.Text"), references: [library]);
        Assert.Equal("plugin.reference-missing", Assert.Single((await host.LoadAsync("acme")).Errors).Code);
        File.Copy(library, Path.Combine(probing, "LateProbed.dll"));
        Assert.Equal(PluginState.Enabled, (await host.Runtime.EnableAsync("acme")).State);

        var options = new PluginOptions();
        options.ProbingPaths.Add(probing);
        var found = new PluginVerifier(options).Verify(folder).Assemblies.Single(a => a.Name == "LateProbed");
        Assert.Equal((AssemblyOrigin.Private, Path.Combine(probing, "LateProbed.dll")), (found.Origin, found.Path));
    }

    [Fact]
    public async Task LDR_27_a_probing_folder_is_checked_like_the_plugins_own()
    {
        var probing = Scratch.Folder("crmkit-probe-");
        await using var host = Host(probing);
        host.Add("acme", PluginSource.Says("DamagedLibrary.Api.Text"), references: [Library(Scratch.Folder(), "DamagedLibrary", "good")]);
        File.WriteAllText(Path.Combine(probing, "DamagedLibrary.dll"), "no assembly");
        Assert.Equal("plugin.assembly-invalid", Assert.Single((await host.LoadAsync("acme")).Errors).Code);
        Assert.Throws<ArgumentException>(() => new PluginHost(o => o.ProbingPaths.Add(" ")).Runtime);
    }

    // Relative paths begin at the plugins folder.
    private static PluginHost Host(params string[] probing) => new(o =>
    {
        foreach (var path in probing) o.ProbingPaths.Add(Path.GetRelativePath(o.Folder, path));
    });

    private static async Task<string> SaidAsync(PluginHost host)
    {
        var status = await host.LoadAsync("acme");
        Assert.True(status.State == PluginState.Enabled, string.Join(" ", status.Errors.Select(e => e.Message)));
        return host.Said;
    }

    private static string Library(string folder, string name, string text) =>
        Compiled.Into(folder, name, $"namespace {name}; public static class Api {{ public static string Text => \"{text}\"; }}", isForeign: true);
}
