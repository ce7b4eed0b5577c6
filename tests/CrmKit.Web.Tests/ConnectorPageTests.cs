using System.Net;
using AngleSharp.Dom;
using CrmKit.AspNetCore;
using CrmKit.Connectors;
using CrmKit.Events;
using CrmKit.Fields;
using CrmKit.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>S38: what other systems brought, how old it is, what failed and what waits, as pages.</summary>
public sealed class ConnectorPageTests(WebHost host) : IClassFixture<WebHost>, IDisposable
{
    private const string Address = "/crm/_admin/connectors";
    private readonly Erp _erp = new();

    public void Dispose() => host.Services.GetRequiredService<IExtensionHost>().Remove("acme");

    [Fact]
    public async Task S38_connectors_say_what_came_when_what_failed_and_what_waits_and_customers_how_old_they_are()
    {
        Assert.Contains("No plugin connects another system.", (await host.Browser.PageAsync(Address)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Put();
        Assert.Contains("Never asked yet", (await host.Browser.PageAsync(Address)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await ActAsync("Fetch now", Address);
        await DrainAsync();
        Assert.Contains("1 new, 0 changed, 0 deleted", (await host.Browser.PageAsync(Address)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        var account = (string)(await host.Admin.GetAsync("/api/connector-links?connector=acme.erp", HttpStatusCode.OK))["items"]![0]!["recordId"]!;
        Assert.Contains("The same", await CustomerAsync(account), StringComparison.Ordinal);

        await host.Admin.JsonAsync("PATCH", $"/api/accounts/{account}", """{"name":"Ours"}""", HttpStatusCode.OK);
        (_erp.Name, _erp.Version) = ("Theirs", 2);
        await ActAsync("Fetch now", Address);
        await DrainAsync();
        Assert.Contains("1 conflicts, 0 refused", (await host.Browser.PageAsync(Address)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Both sides changed it", await CustomerAsync(account), StringComparison.Ordinal);
        await ActAsync("Take theirs", Address + "?connector=acme.erp");
        Assert.Equal("Theirs", (string)(await host.Admin.GetAsync($"/api/accounts/{account}", HttpStatusCode.OK))["name"]!);

        _erp.Trouble = "The line is down.";
        await ActAsync("Fetch now", Address);
        await DrainAsync();
        Assert.Contains("The line is down.", (await host.Browser.PageAsync(Address)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Cannot be asked now", await CustomerAsync(account), StringComparison.Ordinal);
        var (_, rep) = await host.BrowserOfAsync("sales-rep");
        Assert.NotEqual(HttpStatusCode.OK, (await rep.SendAsync(HttpMethod.Get, Address)).StatusCode);
    }

    private async Task<string> CustomerAsync(string account) =>
        (await host.Browser.PageAsync($"/crm/accounts/{account}/_customer")).QuerySelectorAll("section").Single(s => s.QuerySelector("h2")?.TextContent == "Where this comes from").TextContent;

    private async Task ActAsync(string label, string address)
    {
        using var response = await host.Browser.SubmitAsync((await host.Browser.PageAsync(address)).QuerySelectorAll("button").First(b => b.TextContent.Trim() == label).Closest("form")!);
        Assert.True((int)response.StatusCode < 400, await response.Content.ReadAsStringAsync());
    }

    private Task DrainAsync() => host.Services.GetRequiredService<IDispatcher>().DrainAsync();

    private void Put()
    {
        var extensions = host.Services.GetRequiredService<IExtensionHost>();
        var source = new ExtensionSource("acme") { Rank = 2 };
        var builder = extensions.NewBuilder(source);
        builder.Services.AddSingleton(_erp);
        builder.AddConnector<Connector>(new ConnectorDefinition { Key = "acme.erp", Label = new("ERP", "ERP 系统"), Types = [new("account", [new("Name1", "name")])] });
        source.Services = builder.Services.BuildServiceProvider();
        extensions.Put(source);
    }

    private sealed class Erp
    {
        public string Name { get; set; } = "Acme";
        public int Version { get; set; } = 1;
        public string? Trouble { get; set; }
    }

    private sealed class Connector(Erp erp) : IConnector
    {
        public ValueTask<ConnectorCheck> TestAsync(ConnectorContext context, CancellationToken cancellationToken) => new(ConnectorCheck.Works);

        public ValueTask<PulledBatch> PullAsync(ConnectorContext context, string? cursor, CancellationToken cancellationToken) =>
            erp.Trouble is { } trouble ? throw new CrmRuleException(new CrmError("acme.down", trouble)) : new(new PulledBatch([new("account", "1", $"v{erp.Version}") { Values = CustomValues.Empty.With("Name1", erp.Name) }], "1"));
    }
}
