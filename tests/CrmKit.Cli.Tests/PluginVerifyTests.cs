using System.Text.Json;
using CrmKit.Plugins;

namespace CrmKit;

/// <summary><c>crmkit plugin verify</c> over a plugin that was built with these tests.</summary>
public sealed class PluginVerifyTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task DX_a_plugin_that_fits_is_fine_and_no_database_is_made()
    {
        var answer = await _bench.RunAsync("plugin", "verify", Folder);
        Assert.True(answer.Code == 0, answer.Output + answer.Error);
        Assert.StartsWith("Plugin realestate ", answer.Output, StringComparison.Ordinal);
        Assert.Contains(" 0 changed, 0 gone", answer.Output, StringComparison.Ordinal);
        Assert.Contains("Unloadability ", answer.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(_bench.Database));
    }

    [Fact]
    public async Task MAN_a_plugin_without_code_is_fine_and_one_that_forgot_its_entry_is_not()
    {
        var folder = Directory.CreateDirectory(_bench.At("words")).FullName;
        File.WriteAllText(Path.Combine(folder, "plugin.json"), """{ "manifestVersion": 1, "id": "words", "version": "1.0.0", "name": "German", "compat": { "abstractions": "*" } }""");
        var answer = await _bench.RunAsync("plugin", "verify", folder);
        Assert.True(answer.Code == 0, answer.Output + answer.Error);

        File.WriteAllBytes(Path.Combine(folder, "Forgotten.dll"), [1]);
        answer = await _bench.RunAsync("plugin", "verify", folder);
        Assert.Equal(1, answer.Code);
        Assert.Contains("plugin.manifest-entry", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DX_against_contracts_without_something_that_it_uses_the_exit_code_is_1_and_json_names_it()
    {
        var uses = new PluginVerifier().Verify(Folder).Contracts[^1].Uses;
        var recorded = File.ReadAllLines(Path.Combine(Root, "api", PluginVerifier.KnownContracts[^1], "CrmKit.Abstractions.txt"));
        var configure = recorded.Single(l => l.EndsWith(" | instance Configure`0(CrmKit.Plugins.ICrmPluginBuilder) : System.Void", StringComparison.Ordinal));
        _bench.Write("CrmKit.Abstractions.txt", string.Join('\n', recorded.Where(l => l != configure)));

        var answer = await _bench.RunAsync("plugin", "verify", Folder, "--against", Path.GetDirectoryName(_bench.Database)!, "--json");
        Assert.Equal(1, answer.Code);
        Assert.False(answer.Json.GetProperty("isFine").GetBoolean());
        var told = answer.Json.GetProperty("contracts").EnumerateArray().ToList();
        Assert.InRange(told.Count, uses.Count - 5, uses.Count);
        JsonElement gone = Assert.Single(told, u => u.GetProperty("verdict").GetString() != "fine");
        Assert.Equal(("gone", "CrmKit.Plugins.CrmPlugin", "Configure(CrmKit.Plugins.ICrmPluginBuilder) : System.Void"),
            (gone.GetProperty("verdict").GetString(), gone.GetProperty("type").GetString(), gone.GetProperty("member").GetString()));

        var text = await _bench.RunAsync("plugin", "verify", Folder, "--against", Path.GetDirectoryName(_bench.Database)!);
        Assert.Equal(1, text.Code);
        Assert.Contains("0 changed, 1 gone", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DX_what_cannot_be_verified_gives_exit_code_2_and_the_reason()
    {
        foreach (var (arguments, code) in new[] { (new[] { _bench.At("nowhere") }, "plugin.not-found"), ([Folder, "--against", "9.9.9"], "plugin.against-unknown") })
        {
            var answer = await _bench.RunAsync(["plugin", "verify", .. arguments]);
            Assert.Equal((2, code), (answer.Code, Assert.Single(answer.Codes)));
        }
    }

    private static string Root => BuiltPlugin.Root;

    private static string Folder => BuiltPlugin.RealEstate;
}
