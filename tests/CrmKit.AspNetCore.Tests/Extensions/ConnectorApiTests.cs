using System.Net;
using CrmKit.Connectors;
using CrmKit.Events;
using CrmKit.Fields;
using CrmKit.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore.Extensions;

public sealed class ConnectorApiTests(ExtensionHost host) : IClassFixture<ExtensionHost>, IDisposable
{
    private readonly Erp _erp = new();

    /// <summary>Another system with one company, which it changes behind everybody's back.</summary>
    private sealed class Erp
    {
        public string Name { get; set; } = "Acme";
        public int Version { get; set; } = 1;
        public PulledChange Now => new("account", "1", $"v{Version}") { Values = CustomValues.Empty.With("Name1", Name) };
    }

    private sealed class Connector(Erp erp) : IConnector
    {
        public ValueTask<ConnectorCheck> TestAsync(ConnectorContext context, CancellationToken cancellationToken) => new(ConnectorCheck.Fails("The token is wrong."));

        public ValueTask<PulledBatch> PullAsync(ConnectorContext context, string? cursor, CancellationToken cancellationToken) => new(new PulledBatch([erp.Now], "1"));

        public ValueTask<IReadOnlyList<PushAnswer>> PushAsync(ConnectorContext context, IReadOnlyList<PushedChange> changes, CancellationToken cancellationToken) => new([.. changes.Select(Take)]);

        private PushAnswer Take(PushedChange change)
        {
            if (change.ExternalId is null) return PushAnswer.Refused(change.Key, new CrmError("erp.closed", "Closed for new companies."));
            if (change.ExternalVersion != erp.Now.Version) return PushAnswer.ChangedThere(change.Key, erp.Now);
            (erp.Name, erp.Version) = (change.Values.Text("Name1")!, erp.Version + 1);
            return PushAnswer.Done(change.Key, "1", erp.Now.Version);
        }
    }

    private void Put() => host.Put("acme", plugin =>
    {
        plugin.Services.AddSingleton(_erp);
        plugin.AddConnector<Connector>(new ConnectorDefinition { Key = "acme.erp", Label = new("ERP", "ERP 系统"), Types = [new("account", [new("Name1", "name")]) { Push = ConnectorPush.Linked }] });
    });

    public void Dispose() => host.Remove("acme");

    private Task DrainAsync() => host.Services.GetRequiredService<IDispatcher>().DrainAsync();

    private async Task<System.Text.Json.Nodes.JsonNode> LinkAsync(string status) =>
        Assert.Single((await host.Admin.GetAsync($"/api/connector-links?connector=acme.erp&status={status}", HttpStatusCode.OK))["items"]!.AsArray())!;

    [Fact]
    public async Task EXT_connector_is_listed_tested_pulled_pushed_and_decided_about_as_long_as_its_plugin_is_there()
    {
        await host.Admin.GetAsync("/api/connectors", HttpStatusCode.NotFound);
        Put();
        Assert.Contains("/connectors/{key}/push", (await host.Admin.GetAsync("/api/openapi.json", HttpStatusCode.OK))["paths"]!.AsObject().Select(p => p.Key));
        var check = await host.Admin.JsonAsync("POST", "/api/connectors/acme.erp/test", null, HttpStatusCode.OK);
        Assert.Equal((false, "The token is wrong."), ((bool)check["isWorking"]!, (string)check["reason"]!));

        await host.Admin.JsonAsync("POST", "/api/connectors/acme.erp/pull", null, HttpStatusCode.Accepted);
        await DrainAsync();
        var id = (string)(await LinkAsync("synced"))["recordId"]!;
        await host.Admin.JsonAsync("PATCH", $"/api/accounts/{id}", """{"name":"Ours"}""", HttpStatusCode.OK);
        await DrainAsync();
        Assert.Equal("Ours", _erp.Name);

        var origin = Assert.Single((await host.Admin.GetAsync($"/api/connector-origins?type=account&id={id}", HttpStatusCode.OK))["items"]!.AsArray())!;
        Assert.Equal(("acme.erp", "1", "synced", false, true), ((string)origin["connector"]!, (string)origin["externalId"]!, (string)origin["status"]!, (bool)origin["isFailing"]!, origin["currentAt"] is not null));
        Assert.Equal("request.parameter", (await host.Admin.GetAsync("/api/connector-origins?type=account", HttpStatusCode.BadRequest)).Code());

        (_erp.Name, _erp.Version) = ("Theirs", 9);
        await host.Admin.JsonAsync("PATCH", $"/api/accounts/{id}", """{"name":"Ours again"}""", HttpStatusCode.OK);
        await DrainAsync();
        var conflict = await LinkAsync("conflict");
        Assert.Equal(("v9", "Theirs", "connector.conflict"), ((string)conflict["theirVersion"]!, (string)conflict["theirs"]!["Name1"]!, (string)conflict["errorCode"]!));
        var decide = $"/api/connector-links/{conflict["id"]}/resolve";
        Assert.Equal("connector.link-changed", (await host.Admin.JsonAsync("POST", decide, """{"theirVersion":"v8","choice":"keep-ours"}""", HttpStatusCode.Conflict)).Code());
        Assert.Equal("request.property", (await host.Admin.JsonAsync("POST", decide, """{"theirVersion":"v9","choice":"both"}""", HttpStatusCode.BadRequest)).Code());
        Assert.Equal("synced", (string)(await host.Admin.JsonAsync("POST", decide, """{"theirVersion":"v9","choice":"keep-ours"}""", HttpStatusCode.OK))["status"]!);
        await DrainAsync();
        Assert.Equal("Ours again", _erp.Name);

        var created = await host.Admin.CreateAsync("accounts", """{"name":"New here"}""");
        Assert.Equal(1, (int)(await host.Admin.JsonAsync("POST", "/api/connectors/acme.erp/push", $$"""{"records":[{"type":"account","id":"{{created}}"}]}""", HttpStatusCode.OK))["queued"]!);
        await DrainAsync();
        var refused = await LinkAsync("push-refused");
        Assert.Equal(("erp.closed", "Closed for new companies."), ((string)refused["errorCode"]!, (string)refused["error"]!));
        Assert.True((bool)(await host.Admin.JsonAsync("POST", $"/api/connector-links/{refused["id"]}/retry", null, HttpStatusCode.OK))["isUnderWay"]!);
        await DrainAsync();

        await host.Admin.JsonAsync("PUT", "/api/connectors/acme.erp/rule", """{"rule":"ours-win"}""", HttpStatusCode.NoContent);
        Assert.Equal(0, (int)(await host.Admin.JsonAsync("POST", "/api/connectors/acme.erp/push", null, HttpStatusCode.OK))["queued"]!);
        var status = Assert.Single((await host.Admin.GetAsync("/api/connectors", HttpStatusCode.OK))["items"]!.AsArray())!;
        Assert.Equal(("acme.erp", "ours-win", 1, 2, 1, 0), ((string)status["key"]!, (string)status["rule"]!, (int)status["created"]!, (int)status["pushed"]!, (int)status["pushRefused"]!, (int)status["underWay"]!));

        host.Remove("acme");
        await host.Admin.GetAsync("/api/connectors", HttpStatusCode.NotFound);
        Assert.DoesNotContain("/connectors", (await host.Admin.GetAsync("/api/openapi.json", HttpStatusCode.OK))["paths"]!.AsObject().Select(p => p.Key));
    }

    [Theory]
    [InlineData("GET", "connectors", null)]
    [InlineData("POST", "connectors/acme.erp/test", null)]
    [InlineData("POST", "connectors/acme.erp/pull", null)]
    [InlineData("POST", "connectors/acme.erp/push", null)]
    [InlineData("PUT", "connectors/acme.erp/rule", """{"rule":"ask"}""")]
    [InlineData("GET", "connector-links", null)]
    [InlineData("POST", "connector-links/0190a0a0-0000-7000-8000-000000000000/resolve", """{"theirVersion":"v","choice":"keep-ours"}""")]
    [InlineData("POST", "connector-links/0190a0a0-0000-7000-8000-000000000000/retry", null)]
    public async Task Connectors_are_for_administrators(string method, string path, string? body)
    {
        Put();
        var (_, rep) = await host.UserAsync("sales-rep");
        Assert.Equal("connector.forbidden", (await rep.JsonAsync(method, "/api/" + path, body, HttpStatusCode.Forbidden)).Code());
    }

    [Theory]
    [InlineData("POST", "connectors/acme.other/pull", null, HttpStatusCode.NotFound, "connector.unknown")]
    [InlineData("POST", "connectors/acme.erp/push", """{"records":1}""", HttpStatusCode.BadRequest, "request.property")]
    [InlineData("POST", "connectors/acme.erp/push", """{"records":[{"type":"account"}]}""", HttpStatusCode.BadRequest, "request.property")]
    [InlineData("POST", "connectors/acme.erp/push", """{"records":[{"type":"lead","id":"0190a0a0-0000-7000-8000-000000000000"}]}""", HttpStatusCode.UnprocessableEntity, "connector.not-pushing")]
    [InlineData("PUT", "connectors/acme.erp/rule", """{"rule":"dice"}""", HttpStatusCode.BadRequest, "request.property")]
    [InlineData("GET", "connector-links?status=lost", null, HttpStatusCode.BadRequest, "request.parameter")]
    [InlineData("GET", "connector-links?type=account", null, HttpStatusCode.BadRequest, "request.parameter")]
    [InlineData("GET", "connector-links?limit=0", null, HttpStatusCode.BadRequest, "connector.limit")]
    [InlineData("POST", "connector-links/nothing/retry", null, HttpStatusCode.BadRequest, "request.parameter")]
    [InlineData("POST", "connector-links/0190a0a0-0000-7000-8000-000000000000/retry", null, HttpStatusCode.NotFound, "connector.link-unknown")]
    public async Task What_is_unknown_or_wrong_is_refused_with_a_code(string method, string path, string? body, HttpStatusCode status, string code)
    {
        Put();
        Assert.Equal(code, (await host.Admin.JsonAsync(method, "/api/" + path, body, status)).Code());
    }
}
