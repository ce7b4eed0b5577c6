using System.Net;
using System.Text.Json.Nodes;
using CrmKit.Fields;
using CrmKit.Plugins;
using CrmKit.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore.Extensions;

public sealed class SettingsApiTests(ExtensionHost host) : IClassFixture<ExtensionHost>
{
    private static readonly Field<decimal> Limit = Field.Decimal("acme.limit");
    private static readonly Field<string> Key = Field.Text("acme.key");

    [Fact]
    public async Task EXT_settings_are_a_form_and_values_over_http_and_go_and_come_with_their_plugin()
    {
        host.Put("acme", Configure);
        var form = await host.Admin.GetAsync("/api/settings/acme", HttpStatusCode.OK);
        Assert.Equal(("number", 10m, 10m, false), ((string)Of(form, "acme.limit")["kind"]!, (decimal)Of(form, "acme.limit")["default"]!, (decimal)Of(form, "acme.limit")["value"]!, (bool)Of(form, "acme.limit")["isGiven"]!));

        var changed = await host.Admin.JsonAsync("PATCH", "/api/settings/acme", """{"acme.limit":25,"acme.key":"s3cr3t-canary"}""");
        Assert.Equal(25m, (decimal)Of(changed, "acme.limit")["value"]!);
        Assert.Equal((true, true), ((bool)Of(changed, "acme.key")["isSecret"]!, (bool)Of(changed, "acme.key")["isGiven"]!));
        foreach (var path in (string[])["/api/settings", "/api/settings/acme", "/api/catalog", "/api/openapi.json"])
            Assert.DoesNotContain("s3cr3t-canary", (await host.Admin.GetAsync(path, HttpStatusCode.OK)).ToJsonString());
        Assert.Equal("s3cr3t-canary", (await ReadAsync())[Key]);

        var refused = await host.Admin.JsonAsync("PATCH", "/api/settings/acme", """{"acme.limit":"much","acme.key":"other"}""", HttpStatusCode.BadRequest);
        Assert.Equal("field.type", refused.Code());
        Assert.Equal("setting.unknown", (await host.Admin.JsonAsync("PATCH", "/api/settings/acme", """{"acme.limt":1}""", HttpStatusCode.BadRequest)).Code());
        Assert.Equal((25m, "s3cr3t-canary"), ((await ReadAsync())[Limit], (await ReadAsync())[Key]));

        host.Remove("acme");
        await host.Admin.GetAsync("/api/settings/acme", HttpStatusCode.NotFound);
        Assert.DoesNotContain((await host.Admin.GetAsync("/api/catalog", HttpStatusCode.OK))["settings"]!.AsArray(), s => ((string)s!["key"]!).StartsWith("acme.", StringComparison.Ordinal));

        host.Put("acme", Configure);
        Assert.Equal(25m, (decimal)Of(await host.Admin.GetAsync("/api/settings/acme", HttpStatusCode.OK), "acme.limit")["value"]!);
        host.Remove("acme");
    }

    [Fact]
    public async Task Settings_keep_what_they_were_and_go_back_to_it_without_their_secrets()
    {
        host.Put("acme", Configure);
        await host.Admin.JsonAsync("PATCH", "/api/settings/acme", """{"acme.limit":31,"acme.key":"first-canary"}""");
        await host.Admin.JsonAsync("PATCH", "/api/settings/acme", """{"acme.limit":32,"acme.key":"second-canary"}""");
        var history = await host.Admin.GetAsync("/api/settings/acme/history", HttpStatusCode.OK);
        Assert.DoesNotContain("canary", history.ToJsonString(), StringComparison.Ordinal);
        var versions = history["items"]!.AsArray();
        Assert.Equal([32m, 31m], versions.Take(2).Select(v => (decimal)v!["values"]!["acme.limit"]!));
        Assert.Equal(["acme.key", "acme.limit"], versions[0]!["changed"]!.AsArray().Select(k => (string)k!).Order());
        Assert.Null(versions[0]!["values"]!["acme.key"]);

        var back = await host.Admin.JsonAsync("POST", "/api/settings/acme/undo", $$"""{"version":"{{versions[1]!["version"]}}"}""");
        Assert.Equal(31m, (decimal)Of(back, "acme.limit")["value"]!);
        Assert.Equal("second-canary", (await ReadAsync())[Key]); // earlier secrets are not kept
        Assert.Equal("setting.version-unknown", (await host.Admin.JsonAsync("POST", "/api/settings/acme/undo", $$"""{"version":"{{Guid.NewGuid()}}"}""", HttpStatusCode.NotFound)).Code());
        foreach (var body in new[] { "{}", """{"version":3}""", """{"version":"x"}""" }) await host.Admin.JsonAsync("POST", "/api/settings/acme/undo", body, HttpStatusCode.BadRequest);
        await host.Admin.GetAsync("/api/settings/none/history", HttpStatusCode.NotFound);
        await host.Admin.JsonAsync("PATCH", "/api/settings/acme", """{"acme.limit":null,"acme.key":null}"""); // as other tests find it
        host.Remove("acme");
    }

    [Fact]
    public async Task Settings_are_for_administrators()
    {
        host.Put("acme", Configure);
        var (_, seller) = await host.UserAsync("sales-rep");
        Assert.Equal("setting.forbidden", (await seller.GetAsync("/api/settings/acme/history", HttpStatusCode.Forbidden)).Code());
        Assert.Equal("setting.forbidden", (await seller.JsonAsync("POST", "/api/settings/acme/undo", $$"""{"version":"{{Guid.NewGuid()}}"}""", HttpStatusCode.Forbidden)).Code());
        Assert.Equal("setting.forbidden", (await seller.GetAsync("/api/settings/acme", HttpStatusCode.Forbidden)).Code());
        Assert.Equal("setting.forbidden", (await seller.JsonAsync("PATCH", "/api/settings/acme", """{"acme.limit":1}""", HttpStatusCode.Forbidden)).Code());
        host.Remove("acme");
    }

    [Fact]
    public void A_secret_is_read_for_its_own_purpose_only_and_after_the_text_was_changed_not_at_all()
    {
        var protector = host.Services.GetRequiredService<ISecretProtector>();
        var kept = protector.Protect("acme/key", "hunter2");
        Assert.DoesNotContain("hunter2", kept);
        Assert.Equal("hunter2", protector.Unprotect("acme/key", kept));
        Assert.Null(protector.Unprotect("other/key", kept));
        Assert.Null(protector.Unprotect("acme/key", kept[..^2]));
    }

    private IPluginSettings _settings = null!;

    private void Configure(ICrmPluginBuilder plugin)
    {
        plugin.Settings(s => s.Add(Limit, new("Limit", "限额"), 10m).AddSecret(Key, new("Key")));
        _settings = (IPluginSettings)plugin.Services.Single(s => s.ServiceType == typeof(IPluginSettings)).ImplementationInstance!;
    }

    private async Task<SettingValues> ReadAsync() => await _settings.ReadAsync("default", TestContext.Current.CancellationToken);

    private static JsonNode Of(JsonNode form, string key) => form["settings"]!.AsArray().Single(s => (string)s!["key"]! == key)!;
}
