using System.Net;
using CrmKit.Plugins;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore;

public sealed class PluginSwitchTests(PluginSwitchTests.Host host) : IClassFixture<PluginSwitchTests.Host>
{
    [Fact]
    public async Task Routes_records_and_reports_go_and_come_with_their_plugin_and_the_switch_does_not_wait_for_its_caller()
    {
        host.Drop();
        var plugin = Assert.Single((await host.Admin.GetAsync("/api/plugins", HttpStatusCode.OK))["items"]!.AsArray());
        Assert.Equal("enabled", (string)plugin!["state"]!);
        var id = await host.Admin.CreateAsync("realestate.units", """{"name":"House","custom":{"realestate.kind":"residential","realestate.status":"draft"}}""");

        var switched = host.Admin.JsonAsync("POST", "/api/plugins/realestate/disable").WaitAsync(Host.DrainTimeout / 2, TestContext.Current.CancellationToken);
        Assert.Equal("disabled", (string)(await switched)["state"]!);
        Assert.False(await IsThereAsync(id, HttpStatusCode.NotFound));

        await host.Admin.JsonAsync("POST", "/api/plugins/realestate/enable");
        Assert.True(await IsThereAsync(id, HttpStatusCode.OK));
    }

    [Fact]
    public async Task Only_administrators_switch_plugins()
    {
        var (_, seller) = await host.UserAsync("sales-rep");
        Assert.Equal("access.forbidden", (await seller.JsonAsync("POST", "/api/plugins/realestate/disable", null, HttpStatusCode.Forbidden)).Code());
        Assert.Equal("access.unauthenticated", (await host.Client().JsonAsync("POST", "/api/plugins/realestate/disable", null, HttpStatusCode.Unauthorized)).Code());
    }

    private async Task<bool> IsThereAsync(string id, HttpStatusCode expected)
    {
        await host.Admin.GetAsync($"/api/realestate.units/{id}", expected);
        await host.Admin.GetAsync("/api/reports/realestate.listings", expected);
        return (await host.Admin.GetAsync("/api/openapi.json", HttpStatusCode.OK))["paths"]!.AsObject().Any(path => path.Key.EndsWith("/realestate.units", StringComparison.Ordinal));
    }

    /// <summary>A host whose plugins folder gets what the sample host's build dropped.</summary>
    public sealed class Host : ApiHost
    {
        public static readonly TimeSpan DrainTimeout = TimeSpan.FromMinutes(2);

        protected override void Configure(IServiceCollection services) => services.Configure<PluginOptions>(o => o.DrainTimeout = DrainTimeout);

        public void Drop()
        {
            var from = Path.Combine(Services.GetRequiredService<IWebHostEnvironment>().ContentRootPath, "plugins", "realestate");
            var to = Directory.CreateDirectory(Path.Combine(PluginFolder, "realestate")).FullName;
            foreach (var file in Directory.EnumerateFiles(from).OrderBy(f => f.EndsWith("plugin.json", StringComparison.Ordinal))) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
