using System.Net;

namespace CrmKit.Web;

/// <summary>Plugins seen and switched by pages, while the host runs.</summary>
public sealed class PluginPagesTests(PluginHost host) : IClassFixture<PluginHost>
{
    private const string Page = "/crm/_admin/plugins?plugin=" + PluginHost.Plugin;

    [Fact]
    public async Task Plugin_says_what_it_is_adds_and_asks_for_and_goes_and_comes_by_a_button()
    {
        var list = await host.Browser.PageAsync("/crm/_admin/plugins", language: "zh-CN");
        Assert.Contains(list.QuerySelectorAll("tbody tr"), r => r.TextContent.Contains("Real estate", StringComparison.Ordinal) && r.TextContent.Contains("已启用", StringComparison.Ordinal));
        var page = await host.Browser.PageAsync(Page);
        Assert.Contains(page.QuerySelectorAll("tbody tr"), r => r.TextContent.Contains("realestate.unit", StringComparison.Ordinal));
        Assert.Contains(page.QuerySelectorAll("tbody tr"), r => r.TextContent.Contains("code.elevate", StringComparison.Ordinal));
        await host.Browser.PageAsync("/crm/realestate.units");

        await host.Browser.DoneAsync(page.QuerySelector("form[data-act=disable]")!, ("reason", "a look without it"));
        await host.Browser.PageAsync("/crm/realestate.units", HttpStatusCode.NotFound);
        page = await host.Browser.PageAsync(Page);
        Assert.Contains(page.QuerySelectorAll("tbody tr"), r => r.TextContent.Contains("a look without it", StringComparison.Ordinal));

        await host.Browser.DoneAsync(page.QuerySelector("form[data-act=enable]")!);
        await host.Browser.PageAsync("/crm/realestate.units");
        Assert.NotNull((await host.Browser.PageAsync(Page)).QuerySelector("form[data-act=disable]"));
    }
}
