using System.Net;
using CrmKit.AspNetCore;
using CrmKit.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>Compiled components of a plugin that was loaded from its folder: drawn in the pages of the host, and gone from memory with the plugin.</summary>
public sealed class PluginComponentTests(PluginHost host) : IClassFixture<PluginHost>
{
    private const string Plan = "/crm/_pages/realestate.plan";

    [Fact]
    public async Task Compiled_page_is_drawn_inside_the_layout_in_the_language_and_with_the_rights_of_who_looks()
    {
        var (harbour, tower) = await BuiltAsync("Harbour & <b>Sons</b>");
        var (other, _) = await BuiltAsync("Mill");
        var unit = await UnitAsync("H 12", tower, 12, "available", 1_250_000);
        await UnitAsync("H 3", tower, 3, "sold", 800_000);

        var page = await host.Browser.PageAsync(Plan + "?development=" + harbour);
        Assert.Equal("Stacking plan", page.QuerySelector("main h1")!.TextContent);
        Assert.NotNull(page.QuerySelector("nav#nav a[href='/crm/_pages/realestate.plan']"));
        Assert.Equal(["12", "3"], page.QuerySelectorAll($"[data-building='{tower}'] [data-floor]").Select(f => f.GetAttribute("data-floor")));
        var badge = page.QuerySelector($"[data-unit='{unit}']")!;
        Assert.Equal(("/crm/realestate.units/" + unit, "H 12, Available", "1,250,000"), (badge.GetAttribute("href"), badge.TextContent, badge.GetAttribute("title")));
        Assert.Equal("Harbour & <b>Sons</b>", page.QuerySelector("main option[selected]")!.TextContent); // texts are texts
        Assert.StartsWith("/crm/_assets/realestate/", page.QuerySelector("[data-legend] img")!.GetAttribute("src"), StringComparison.Ordinal);

        var form = page.QuerySelector("main form")!;
        Assert.Equal(("get", Plan), (form.GetAttribute("method"), form.GetAttribute("action")));
        Assert.Empty((await host.Browser.PageAsync(Plan + "?development=" + other)).QuerySelectorAll("[data-unit]"));
        Assert.Contains("已售", (await host.Browser.PageAsync(Plan, language: "zh-CN")).QuerySelector("[data-status=sold]")!.TextContent, StringComparison.Ordinal);
        var traditional = await host.Browser.PageAsync(Plan, language: "zh-TW");
        Assert.Equal("銷控圖", traditional.QuerySelector("main h1")!.TextContent);
        Assert.Contains("已預訂", traditional.QuerySelector("[data-status=reserved]")!.TextContent, StringComparison.Ordinal);

        var (_, service) = await host.BrowserOfAsync("service-agent");
        await service.PageAsync(Plan, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Compiled_widget_is_a_request_of_its_own_whose_markup_asks_for_nothing_by_itself()
    {
        var (_, tower) = await BuiltAsync("Quay");
        var (first, second) = (await UnitAsync("Q 1", tower, 2, "available", 1), await UnitAsync("Q 2", tower, 2, "withdrawn", 1));
        var record = await host.Browser.PageAsync("/crm/realestate.units/" + first);
        var address = record.QuerySelector("[data-widget='realestate.same-floor']")!.GetAttribute("hx-get")!;
        using var answer = await host.Browser.SendAsync(HttpMethod.Get, address, with: r => r.Headers.Add("HX-Request", "true"));
        var html = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, html);
        Assert.StartsWith("<section data-block class=\"mb-3\"><div hx-disable=\"true\">", html.ReplaceLineEndings("").Replace("    ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var page = await host.Browser.PageAsync(address);
        Assert.Equal([first, second], page.QuerySelectorAll("main [data-unit]").Select(u => u.GetAttribute("data-unit")));
        Assert.Equal(first, page.QuerySelector("main [aria-current]")!.GetAttribute("data-unit"));
        var (_, service) = await host.BrowserOfAsync("service-agent");
        await service.PageAsync(address, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task UNL_90_components_leave_memory_with_their_plugin_after_real_use()
    {
        var (_, tower) = await BuiltAsync("Wharf");
        var unit = await UnitAsync("W 1", tower, 1, "available", 1);
        var plugins = host.Services.GetRequiredService<IPluginRuntime>();
        for (var i = 0; i < 3; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.Browser.PageAsync(Plan)));
            await host.Browser.PageAsync("/crm/_widgets/realestate.same-floor?id=" + unit);
            await plugins.DisableAsync(PluginHost.Plugin);
            await host.Browser.PageAsync(Plan, HttpStatusCode.NotFound);
            await plugins.EnableAsync(PluginHost.Plugin);
        }
        await plugins.DisableAsync(PluginHost.Plugin);
        var status = plugins.Find(PluginHost.Plugin)!;
        for (var i = 0; i < 100 && status.Lingering > 0; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(20, TestContext.Current.CancellationToken);
            status = plugins.Find(PluginHost.Plugin)!;
        }
        await plugins.EnableAsync(PluginHost.Plugin);
        Assert.True(status.Lingering == 0, $"{status.Lingering} stay: {string.Join("; ", status.Holders)}");
    }

    private async Task<(string Development, string Building)> BuiltAsync(string name)
    {
        var development = await host.Admin.CreateAsync("realestate.developments", $$"""{"name":"{{name}}"}""");
        return (development, await host.Admin.CreateAsync("realestate.buildings", $$$"""{"name":"Tower","custom":{"realestate.development":"{{{development}}}"}}"""));
    }

    private Task<string> UnitAsync(string name, string building, int floor, string status, int price) => host.Admin.CreateAsync("realestate.units",
        $$$"""{"name":"{{{name}}}","custom":{"realestate.building":"{{{building}}}","realestate.floor":{{{floor}}},"realestate.kind":"residential","realestate.status":"{{{status}}}","realestate.asking-price":{{{price}}}}}""");
}
