using CrmKit.Planning;
using CrmKit.Plugins;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit;

/// <summary><c>crmkit plugin install|enable|disable|upgrade|remove|why|bisect</c>: what they do, and what they refuse.</summary>
public sealed class PluginCommandTests : IDisposable
{
    private readonly Workbench _bench = new();
    private readonly string _folder;
    private readonly string _key;

    public PluginCommandTests()
    {
        _folder = Directory.CreateDirectory(_bench.At("plugins")).FullName;
        PluginPackages.CreateKey(_key = _bench.At("key.pem"));
        PluginPackages.Trust(_folder, _key + ".pub");
    }

    public void Dispose()
    {
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories)) File.SetAttributes(file, FileAttributes.Normal);
        _bench.Dispose();
    }

    [Fact]
    public async Task LIF_a_package_is_installed_switched_upgraded_explained_and_removed()
    {
        var (first, second) = (BuiltPlugin.Pack(_bench, "1.0.0", _key), BuiltPlugin.Pack(_bench, "1.1.0", _key));
        await DoneAsync("install", first, "--yes", "--reason", "houses");
        Assert.Equal("enabled 1.0.0", await StateAsync());
        await DoneAsync("disable", "realestate");
        Assert.Equal("disabled 1.0.0", await StateAsync());
        await DoneAsync("upgrade", "realestate", second, "--yes");
        Assert.Equal("disabled 1.1.0", await StateAsync());
        await DoneAsync("enable", "realestate");
        Assert.Equal("enabled 1.1.0", await StateAsync());

        var why = await RunAsync("why", "realestate");
        Assert.Contains("It takes part as generation 1.", why.Output, StringComparison.Ordinal);
        Assert.Contains("houses", why.Output, StringComparison.Ordinal);

        await DoneAsync("remove", "realestate");
        Assert.Equal("absent", await StateAsync());
    }

    [Fact]
    public async Task LIF_a_plan_is_shown_and_nothing_is_done()
    {
        var plan = await RunAsync("install", BuiltPlugin.Pack(_bench, "1.0.0", _key), "--plan");
        Assert.Equal(0, plan.Code);
        Assert.Contains("install realestate 1.0.0", plan.Output, StringComparison.Ordinal);
        Assert.Contains("Trust: local", plan.Output, StringComparison.Ordinal);
        Assert.Equal("absent", await StateAsync());
    }

    [Fact]
    public async Task LIF_what_a_package_asks_for_is_shown_and_waits_for_consent()
    {
        var asked = await RunAsync("install", BuiltPlugin.Pack(_bench, "1.0.0", _key, asks: true));
        Assert.Equal(1, asked.Code);
        Assert.Contains("net.http:maps.example.com", asked.Output, StringComparison.Ordinal);
        Assert.Equal("pending-consent 1.0.0", await StateAsync());
        await RefusedAsync("plugin.consent-required", "enable", "realestate");
        await DoneAsync("enable", "realestate", "--yes");
        Assert.Equal("enabled 1.0.0", await StateAsync());
    }

    [Fact]
    public async Task LIF_erasing_shows_first_and_does_it_with_yes()
    {
        await DoneAsync("install", BuiltPlugin.Pack(_bench, "1.0.0", _key), "--yes");
        var shown = await RunAsync("remove", "realestate", "--erase");
        Assert.Equal(1, shown.Code);
        Assert.Contains("Nothing was done.", shown.Output, StringComparison.Ordinal);
        Assert.Equal("enabled 1.0.0", await StateAsync());
        await DoneAsync("remove", "realestate", "--erase", "--yes", "--export", _bench.At("houses"));
        Assert.Equal("absent", await StateAsync());
        Assert.True(File.Exists(_bench.At(Path.Combine("houses", "realestate.unit.jsonl"))));
    }

    [Fact]
    public async Task LIF_every_command_refuses_with_a_code_what_it_cannot_do()
    {
        var (old, package) = (BuiltPlugin.Pack(_bench, "0.9.0", _key), BuiltPlugin.Pack(_bench, "1.0.0", _key));
        await RefusedAsync("package.unsigned", "install", BuiltPlugin.Pack(_bench, "1.0.0", null));
        await RefusedAsync("package.unreadable", "install", _bench.At("nowhere.crmpkg"));
        await RefusedAsync("plugin.not-installed", "upgrade", "realestate", package);
        foreach (var command in new[] { "enable", "disable", "remove", "why" }) await RefusedAsync("plugin.unknown", command, "nobody");
        await DoneAsync("install", package, "--yes");
        await RefusedAsync("plugin.downgrade", "upgrade", "realestate", old);
        await RefusedAsync("plugin.manifest-id", "upgrade", "other", package);
        Assert.Equal("enabled 1.0.0", await StateAsync());

        var nowhere = await _bench.RunAsync("plugin", "list");
        Assert.Equal((2, "cli.no-plugins"), (nowhere.Code, Assert.Single(nowhere.Codes)));
        Assert.Equal("cli.usage", (await RunAsync("enable")).Codes[0]);
    }

    [Fact]
    public async Task A_user_who_is_no_administrator_changes_nothing()
    {
        var package = BuiltPlugin.Pack(_bench, "1.0.0", _key);
        await DoneAsync("install", package, "--yes");
        await using (var services = new ServiceCollection().AddCrmKit(crm => crm.UseSqlite(_bench.Database)).BuildServiceProvider())
        {
            await services.GetRequiredService<ICrm>().InitializeAsync();
            await using var session = services.GetRequiredService<ICrm>().OpenSession(Actor.System("tests"));
            foreach (var role in new[] { "sales-rep", "administrator" }) await session.Records.CreateAsync(new User { Name = role, Email = $"{role}@example.com", Roles = role });
        }
        foreach (var command in new[] { new[] { "install", package }, ["upgrade", "realestate", package], ["enable", "realestate"], ["disable", "realestate"], ["remove", "realestate"], ["bisect", "start"] })
            await RefusedAsync("access.forbidden", [.. command, "--as", "sales-rep@example.com"]);
        Assert.Equal("enabled 1.0.0", await StateAsync());
        await DoneAsync("disable", "realestate", "--as", "administrator@example.com");
        Assert.Equal("disabled 1.0.0", await StateAsync());
    }

    [Fact]
    public async Task LIF_a_search_goes_on_from_command_to_command_and_names_the_culprit()
    {
        await RefusedAsync("plugin.bisection-empty", "bisect", "start");
        await RefusedAsync("plugin.bisection-none", "bisect", "good");
        await DoneAsync("install", BuiltPlugin.Pack(_bench, "1.0.0", _key), "--yes");
        Assert.Contains("Question 1 of at most 1: realestate is off", (await DoneAsync("bisect", "start")).Output, StringComparison.Ordinal);
        Assert.Equal("disabled 1.0.0", await StateAsync());
        Assert.Contains("Question 1", (await RunAsync("list")).Error, StringComparison.Ordinal);
        await RefusedAsync("plugin.bisection-running", "bisect", "start");

        var told = await DoneAsync("bisect", "good", "--json");
        Assert.Equal(("found", "realestate"), (told.Json[0].GetProperty("state").GetString(), told.Json[0].GetProperty("culprit").GetString()));
        Assert.Equal("enabled 1.0.0", await StateAsync());
        await DoneAsync("bisect", "start");
        Assert.Contains("given up", (await DoneAsync("bisect", "stop")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LIF_safe_mode_of_the_tool_loads_signed_packages_alone_and_says_so()
    {
        foreach (var file in Directory.EnumerateFiles(BuiltPlugin.RealEstate))
            File.Copy(file, Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "realestate")).FullName, Path.GetFileName(file)));
        var safe = await RunAsync("list", "--safe-mode", "--json");
        Assert.Equal("disabled", safe.Json[0].GetProperty("state").GetString());
        Assert.Contains("Safe mode:", safe.Error, StringComparison.Ordinal);
        Assert.StartsWith("enabled", await StateAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LIF_features_are_switched_from_command_to_command_with_those_that_need_them()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "realestate")).FullName;
        foreach (var file in Directory.EnumerateFiles(BuiltPlugin.RealEstate)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var manifest = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "plugin.json")))!;
        manifest["features"] = System.Text.Json.Nodes.JsonNode.Parse("""[ { "id": "tours", "name": "Tours", "dependsOn": ["maps"] }, { "id": "maps", "name": "Maps" } ]""");
        File.WriteAllText(Path.Combine(folder, "plugin.json"), manifest.ToJsonString());

        await RefusedAsync("plugin.feature-unknown", "disable", "realestate", "--feature", "nothing");
        await RefusedAsync("plugin.feature-needed", "disable", "realestate", "--feature", "maps");
        var plan = await DoneAsync("disable", "realestate", "--feature", "maps", "--cascade", "--plan");
        Assert.Contains("disable realestate/tours", plan.Output, StringComparison.Ordinal);
        Assert.Contains("Feature tours (Tours): on, needs maps", (await DoneAsync("why", "realestate")).Output, StringComparison.Ordinal);

        await DoneAsync("disable", "realestate", "--feature", "maps", "--cascade", "--reason", "too dear");
        var why = await DoneAsync("why", "realestate");
        Assert.Contains("Feature maps (Maps): off", why.Output, StringComparison.Ordinal);
        Assert.Contains("Feature tours (Tours): off, needs maps", why.Output, StringComparison.Ordinal);
        Assert.Contains("too dear", why.Output, StringComparison.Ordinal);
        Assert.StartsWith("enabled", await StateAsync(), StringComparison.Ordinal);
    }

    private Task<Answer> RunAsync(params string[] arguments) => _bench.RunAsync(["plugin", .. arguments, "--plugins", _folder]);

    private async Task<Answer> DoneAsync(params string[] arguments)
    {
        var answer = await RunAsync(arguments);
        Assert.True(answer.Code == 0, answer.Output + answer.Error);
        return answer;
    }

    private async Task RefusedAsync(string code, params string[] arguments)
    {
        var answer = await RunAsync(arguments);
        Assert.Equal((2, code), (answer.Code, Assert.Single(answer.Codes)));
    }

    private async Task<string> StateAsync()
    {
        var plugins = (await RunAsync("list", "--json")).Json.EnumerateArray().ToList();
        return plugins.Count == 0 ? "absent" : $"{plugins[0].GetProperty("state").GetString()} {plugins[0].GetProperty("version").GetString()}";
    }
}
