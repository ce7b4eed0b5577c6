using CrmKit.Plugins;

namespace CrmKit;

/// <summary><c>crmkit actions</c>, with the actions of the real-estate plugin.</summary>
public sealed class ActionCommandTests : IDisposable
{
    private readonly Workbench _bench = new();
    private readonly string _plugins;

    public ActionCommandTests()
    {
        _plugins = Directory.CreateDirectory(_bench.At("plugins")).FullName;
        var key = _bench.At("key.pem");
        PluginPackages.CreateKey(key);
        PluginPackages.Trust(_plugins, key + ".pub");
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Action_is_listed_asked_for_done_to_what_matches_and_refused_with_a_reason()
    {
        var installed = await RunAsync("plugin", "install", BuiltPlugin.Pack(_bench, "1.0.0", _bench.At("key.pem")), "--yes");
        Assert.True(installed.Code == 0, installed.Error);
        var import = await _bench.ImportAsync("realestate.unit", "name,kind,status,price\nOn sale,residential,available,300000\nNot yet,residential,draft,200000\n",
            """{"columns":{"name":"name","kind":"realestate.kind","status":"realestate.status","price":"realestate.asking-price"}}""", "--plugins", _plugins);
        Assert.True(import.Code == 0, import.Error + import.Output);

        var listed = (await RunAsync("actions", "list", "--type", "realestate.unit", "--json")).Json.EnumerateArray().ToDictionary(a => a.GetProperty("action").GetString()!, a => a.GetProperty("inputs").GetString());
        Assert.Equal("percent", listed["realestate.reprice"]);
        Assert.DoesNotContain("realestate.plan-viewing", listed.Keys);

        var run = await RunAsync("actions", "run", "realestate.reprice", "realestate.unit", "--filter", "name ne ''", "--set", "percent=-10", "--json");
        Assert.Equal(1, run.Code);
        Assert.Equal([("changed", null), ("refused", "realestate.not-on-market")], run.Json.EnumerateArray().Select(r => (r.GetProperty("outcome").GetString(), r.GetProperty("code").GetString())));
        Assert.Equal(["200000", "270000"], (await UnitsAsync("realestate.asking-price")).Select(p => p.TrimEnd('0').TrimEnd('.').PadRight(6, '0')).Order());

        var asked = await RunAsync("actions", "run", "realestate.withdraw", "realestate.unit", run.Json[0].GetProperty("id").GetString()!);
        Assert.Equal(1, asked.Code);
        Assert.Contains("Nothing was done.", asked.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("actions", "run", "realestate.withdraw", "realestate.unit", run.Json[0].GetProperty("id").GetString()!, "--yes")).Code);
        Assert.Equal(["draft", "withdrawn"], (await UnitsAsync("realestate.status")).Order());

        Assert.Equal(["field.type"], (await RunAsync("actions", "run", "realestate.reprice", "realestate.unit", "--filter", "name ne ''", "--set", "percent=ten")).Codes);
        Assert.Equal(["field.range"], (await RunAsync("actions", "run", "realestate.reprice", "realestate.unit", "--filter", "name ne ''", "--set", "percent=-90")).Codes);
        Assert.Equal(["action.unknown"], (await RunAsync("actions", "run", "realestate.plan-viewing", "realestate.unit")).Codes);
        Assert.Equal(["action.record-count"], (await RunAsync("actions", "run", "realestate.reprice", "realestate.unit", "--set", "percent=5")).Codes);
    }

    private async Task<IEnumerable<string>> UnitsAsync(string field) =>
        [.. (await _bench.ListAsync("realestate.unit", "--fields", field, "--plugins", _plugins)).Select(u => u.GetProperty(field).ToString())];

    private Task<Answer> RunAsync(params string[] arguments) => _bench.RunAsync([.. arguments, "--plugins", _plugins]);
}
