using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using CrmKit.Plugins;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore;

/// <summary>Plugins over REST: every command, and what it refuses, with the problem's status and code.</summary>
public sealed class PluginCommandTests(PluginCommandTests.Host host) : IClassFixture<PluginCommandTests.Host>
{
    [Fact]
    public async Task LIF_a_package_is_installed_switched_upgraded_explained_and_removed()
    {
        var plan = await SendAsync("POST", "/api/plugins?plan=true", host.Package("1.0.0"));
        Assert.Equal(("install", "local"), ((string)plan["steps"]![0]!["act"]!, (string)plan["trust"]!));
        Assert.Equal("absent", await StateAsync());

        Assert.Equal("enabled", (string)(await SendAsync("POST", "/api/plugins?consent=true&reason=houses", host.Package("1.0.0")))["state"]!);
        Assert.Equal("disabled", (string)(await SendAsync("POST", "/api/plugins/realestate/disable"))["state"]!);
        Assert.Equal("1.1.0", (string)(await SendAsync("POST", "/api/plugins/realestate/upgrade?consent=true", host.Package("1.1.0")))["version"]!);
        Assert.Equal("disabled 1.1.0", await StateAsync());
        Assert.Equal("enabled", (string)(await SendAsync("POST", "/api/plugins/realestate/enable"))["state"]!);
        Assert.Equal(3, (int)(await SendAsync("POST", "/api/plugins/realestate/reload"))["generation"]!);

        var why = await host.Admin.GetAsync("/api/plugins/realestate/why", HttpStatusCode.OK);
        Assert.Contains(why["history"]!.AsArray(), h => (string?)h!["reason"] == "houses" && (string)h["actorId"]! == host.AdminId.ToString());
        Assert.Equal("plugin.downgrade", (await SendAsync("POST", "/api/plugins/realestate/upgrade?consent=true", host.Package("1.0.0"), HttpStatusCode.UnprocessableEntity)).Code());

        await SendAsync("DELETE", "/api/plugins/realestate", expected: HttpStatusCode.NoContent);
        Assert.Equal("absent", await StateAsync());
    }

    [Fact]
    public async Task LIF_what_a_package_asks_for_waits_for_consent()
    {
        var asked = await SendAsync("POST", "/api/plugins", host.Package("2.0.0", asks: true));
        Assert.Equal(("pending-consent", "net.http:maps.example.com:443"), ((string)asked["state"]!, (string)asked["asked"]!.AsArray().Single(a => ((string)a!).StartsWith("net.", StringComparison.Ordinal))!));
        Assert.Equal("plugin.consent-required", (await SendAsync("POST", "/api/plugins/realestate/enable", expected: HttpStatusCode.UnprocessableEntity)).Code());
        Assert.Equal("enabled", (string)(await SendAsync("POST", "/api/plugins/realestate/enable?consent=true"))["state"]!);

        var gone = await SendAsync("DELETE", "/api/plugins/realestate?erase=true&plan=true");
        Assert.NotNull(gone["owns"]);
        var folder = (string)(await SendAsync("DELETE", "/api/plugins/realestate?erase=true&export=true"))["exportedTo"]!;
        Assert.NotEmpty(Directory.GetFiles(folder, "*.jsonl"));
    }

    [Theory]
    [InlineData("not a package", "package.not-a-zip")]
    [InlineData("", "package.not-a-zip")]
    [InlineData("foreign", "package.key-unknown")]
    public async Task PKG_03_24_a_package_that_cannot_be_trusted_is_refused_and_nothing_is_kept(string what, string code)
    {
        var body = what == "foreign" ? host.Package("1.0.0", isForeign: true) : System.Text.Encoding.UTF8.GetBytes(what);
        Assert.Equal(code, (await SendAsync("POST", "/api/plugins", body, HttpStatusCode.UnprocessableEntity)).Code());
        Assert.Equal("absent", await StateAsync());
    }

    [Theory]
    [InlineData("POST", "/api/plugins/nobody/enable")]
    [InlineData("POST", "/api/plugins/nobody/disable")]
    [InlineData("POST", "/api/plugins/nobody/reload")]
    [InlineData("DELETE", "/api/plugins/nobody")]
    [InlineData("GET", "/api/plugins/nobody/why")]
    public async Task An_unknown_plugin_is_not_found(string method, string path) =>
        Assert.Equal("plugin.unknown", (await SendAsync(method, path, expected: HttpStatusCode.NotFound)).Code());

    [Theory]
    [InlineData("GET", "/api/plugins")]
    [InlineData("GET", "/api/plugins/realestate/why")]
    [InlineData("POST", "/api/plugins")]
    [InlineData("POST", "/api/plugins/realestate/upgrade")]
    [InlineData("POST", "/api/plugins/realestate/enable")]
    [InlineData("POST", "/api/plugins/realestate/disable")]
    [InlineData("POST", "/api/plugins/realestate/reload")]
    [InlineData("DELETE", "/api/plugins/realestate")]
    [InlineData("POST", "/api/plugins/bisect/start")]
    [InlineData("POST", "/api/plugins/bisect/good")]
    [InlineData("POST", "/api/plugins/leave-safe-mode")]
    public async Task Only_administrators_may(string method, string path)
    {
        var (_, seller) = await host.UserAsync("sales-rep");
        Assert.Equal("access.forbidden", (await seller.JsonAsync(method, path, null, HttpStatusCode.Forbidden)).Code());
        Assert.Equal("access.unauthenticated", (await host.Client().JsonAsync(method, path, null, HttpStatusCode.Unauthorized)).Code());
    }

    [Fact]
    public async Task LIF_features_are_switched_over_the_api_with_those_that_they_need()
    {
        await SendAsync("POST", "/api/plugins?consent=true", host.Package("4.0.0", features: """[ { "id": "maps", "default": false }, { "id": "tours", "dependsOn": ["maps"], "default": false } ]"""));
        Assert.Equal("plugin.feature-needs", (await SendAsync("POST", "/api/plugins/realestate/enable?feature=tours", expected: HttpStatusCode.UnprocessableEntity)).Code());
        Assert.Equal("plugin.feature-unknown", (await SendAsync("POST", "/api/plugins/realestate/enable?feature=nothing", expected: HttpStatusCode.UnprocessableEntity)).Code());
        Assert.Equal("plugin.feature-off", (await SendAsync("POST", "/api/plugins/realestate/enable?feature=tours&tenant=north", expected: HttpStatusCode.UnprocessableEntity)).Code());
        var plan = await SendAsync("POST", "/api/plugins/realestate/enable?feature=tours&cascade=true&plan=true");
        Assert.Equal(["maps", "tours"], plan["steps"]!.AsArray().Select(s => (string)s!["feature"]!));

        var on = await SendAsync("POST", "/api/plugins/realestate/enable?feature=tours&cascade=true");
        Assert.Equal([("maps", true), ("tours", true)], on["features"]!.AsArray().Select(f => ((string)f!["id"]!, (bool)f["isOn"]!)));
        Assert.Equal(1, (int)on["generation"]!);
        var north = await SendAsync("POST", "/api/plugins/realestate/disable?feature=tours&tenant=north");
        Assert.Equal(["", "north"], north["features"]!.AsArray().Select(f => string.Join(' ', f!["offFor"]!.AsArray().Select(t => (string)t!))));
        await SendAsync("DELETE", "/api/plugins/realestate?erase=true", expected: HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task LIF_a_search_for_a_plugin_is_led_over_the_api_and_the_health_check_tells_of_it()
    {
        Assert.Equal("plugin.bisection-none", (await SendAsync("POST", "/api/plugins/bisect/bad", expected: HttpStatusCode.UnprocessableEntity)).Code());
        Assert.Equal("plugin.bisection-empty", (await SendAsync("POST", "/api/plugins/bisect/start", expected: HttpStatusCode.UnprocessableEntity)).Code());
        await SendAsync("POST", "/api/plugins?consent=true", host.Package("3.0.0"));
        Assert.Equal("Healthy", await HealthAsync());

        Assert.Equal("asking", (string)(await SendAsync("POST", "/api/plugins/bisect/start"))["state"]!);
        Assert.Equal("disabled 3.0.0", await StateAsync());
        Assert.Equal("Degraded", await HealthAsync());
        Assert.Equal(1, (int)(await host.Admin.GetAsync("/api/plugins", HttpStatusCode.OK))["bisection"]!["step"]!);
        Assert.Equal("plugin.bisecting", (await SendAsync("POST", "/api/plugins/realestate/enable", expected: HttpStatusCode.UnprocessableEntity)).Code());

        var told = await SendAsync("POST", "/api/plugins/bisect/good");
        Assert.Equal(("found", "realestate"), ((string)told["state"]!, (string)told["culprit"]!));
        Assert.Equal("enabled 3.0.0", await StateAsync());
        await SendAsync("POST", "/api/plugins/leave-safe-mode", expected: HttpStatusCode.NoContent); // nothing to leave
        await SendAsync("DELETE", "/api/plugins/realestate?erase=true", expected: HttpStatusCode.NoContent);
    }

    private async Task<JsonNode> SendAsync(string method, string path, byte[]? package = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
        if (package is not null) request.Content = new ByteArrayContent(package) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        using var response = await host.Admin.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == expected, $"{method} {path}: expected {(int)expected}, got {(int)response.StatusCode}: {text}");
        if ((int)expected >= 400) Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    private async Task<string> HealthAsync() => await host.Admin.GetStringAsync("/health", TestContext.Current.CancellationToken);

    private async Task<string> StateAsync()
    {
        var plugins = (await host.Admin.GetAsync("/api/plugins", HttpStatusCode.OK))["items"]!.AsArray();
        return plugins.Count == 0 ? "absent" : $"{plugins[0]!["state"]} {plugins[0]!["version"]}";
    }

    /// <summary>A host without plugins, which trusts a key.</summary>
    public sealed class Host : ApiHost
    {
        public byte[] Package(string version, bool asks = false, bool isForeign = false, string? features = null)
        {
            var built = Path.Combine(Services.GetRequiredService<IWebHostEnvironment>().ContentRootPath, "plugins", "realestate");
            var folder = Directory.CreateTempSubdirectory("crmkit-pack-").FullName;
            try
            {
                Directory.CreateDirectory(PluginFolder);
                var build = Directory.CreateDirectory(Path.Combine(folder, "build")).FullName;
                foreach (var file in Directory.EnumerateFiles(built)) File.Copy(file, Path.Combine(build, Path.GetFileName(file)));
                var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(build, "plugin.json")))!;
                manifest["version"] = version;
                if (asks) manifest["permissions"] = JsonNode.Parse("""[ { "name": "net.http", "scope": ["maps.example.com"] } ]""");
                if (features is not null) manifest["features"] = JsonNode.Parse(features);
                File.WriteAllText(Path.Combine(build, "plugin.json"), manifest.ToJsonString());
                var key = Path.Combine(folder, "key.pem");
                PluginPackages.CreateKey(key);
                if (!isForeign) PluginPackages.Trust(PluginFolder, key + ".pub");
                return File.ReadAllBytes(PluginPackages.Pack(build, Path.Combine(folder, "package.crmpkg"), key));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
