using System.Net;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

/// <summary>Plugins seen and switched by pages, while the host runs.</summary>
public sealed class PluginPagesTests(PluginHost host) : IClassFixture<PluginHost>
{
    private const string Page = "/crm/_admin/plugins?plugin=" + PluginHost.Plugin;

    [Fact]
    public async Task Page_of_a_plugin_is_in_the_menu_and_each_of_its_widgets_is_a_request_of_its_own()
    {
        var unit = await host.Admin.CreateAsync("realestate.units", """{"name":"Lakeside 12","custom":{"realestate.kind":"residential","realestate.status":"available","realestate.asking-price":300000}}""");
        var home = await host.Browser.PageAsync("/crm/", language: "zh-CN");
        Assert.Equal("/crm/_pages/realestate.desk", home.QuerySelectorAll("nav#nav a").Single(a => a.TextContent == "售楼处").GetAttribute("href"));
        var group = home.QuerySelector("nav#nav [data-group='source:realestate']")!;
        Assert.Equal("Real estate", group.QuerySelector("summary")!.TextContent);
        Assert.Contains(group.QuerySelectorAll("a"), a => a.GetAttribute("href") == "/crm/realestate.units");
        Assert.NotNull(home.QuerySelector("[data-section='realestate.day'] [data-widget='realestate.free-count']"));
        var page = await host.Browser.PageAsync("/crm/_pages/realestate.desk");
        foreach (var widget in page.QuerySelectorAll("[data-widget]"))
        {
            using var answer = await host.Browser.SendAsync(HttpMethod.Get, widget.GetAttribute("hx-get")!, with: r => r.Headers.Add("HX-Request", "true"));
            var html = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.OK, html);
            Assert.DoesNotContain("<html", html, StringComparison.Ordinal); // a part, not a page
            await host.Browser.PageAsync(widget.GetAttribute("hx-get")!); // and a page without scripts
        }
        var record = await host.Browser.PageAsync("/crm/realestate.units/" + unit);
        var part = record.QuerySelector("[data-widget='realestate.unit-reservations']")!.GetAttribute("hx-get")!;
        Assert.EndsWith("id=" + unit, part, StringComparison.Ordinal);
        await host.Browser.PageAsync(part);
        Assert.Empty((await host.Browser.PageAsync("/crm/_widgets/realestate.unit-reservations?id=" + Uri.EscapeDataString("x' or 1 eq 1"))).QuerySelectorAll("tbody tr"));

        var (_, service) = await host.BrowserOfAsync("service-agent");
        Assert.DoesNotContain((await service.PageAsync("/crm/")).QuerySelectorAll("nav a"), a => a.GetAttribute("href") == "/crm/_pages/realestate.desk");
        await service.PageAsync("/crm/_pages/realestate.desk", HttpStatusCode.NotFound);
    }

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
        await host.Browser.PageAsync("/crm/_pages/realestate.desk", HttpStatusCode.NotFound);
        Assert.Empty((await host.Browser.PageAsync("/crm/")).QuerySelectorAll("[data-widget]"));
        var gone = await host.Browser.PageAsync("/crm/_widgets/realestate.free", HttpStatusCode.NotFound); // as a page that is still open asks
        Assert.Contains("switched off", gone.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        page = await host.Browser.PageAsync(Page);
        Assert.Contains(page.QuerySelectorAll("tbody tr"), r => r.TextContent.Contains("a look without it", StringComparison.Ordinal));

        await host.Browser.DoneAsync(page.QuerySelector("form[data-act=enable]")!);
        await host.Browser.PageAsync("/crm/realestate.units");
        Assert.NotNull((await host.Browser.PageAsync(Page)).QuerySelector("form[data-act=disable]"));
    }
}
