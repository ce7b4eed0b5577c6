using System.Net;
using AngleSharp.Html.Dom;
using CrmKit.AspNetCore;
using CrmKit.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>The real-estate plugin shows one of each kind that plugins can add to the user interface; all of them go with it, and come back, while the host runs.</summary>
public sealed class RealEstateKindsTests(PluginHost host) : IClassFixture<PluginHost>
{
    private const string Settings = "/crm/_admin/settings";

    [Fact]
    public async Task Each_kind_is_there_gone_when_the_plugin_is_disabled_and_back_when_it_is_enabled_without_a_restart()
    {
        var building = await host.Admin.CreateAsync("realestate.buildings", $$$"""{"name":"Tower","custom":{"realestate.development":"{{{await host.Admin.CreateAsync("realestate.developments", """{"name":"Harbour"}""")}}}"}}""");
        var unit = await host.Admin.CreateAsync("realestate.units",
            $$$"""{"name":"Kind 1","custom":{"realestate.building":"{{{building}}}","realestate.floor":4,"realestate.kind":"residential","realestate.status":"available","realestate.asking-price":100000}}""");
        var deal = await host.Admin.CreateAsync("opportunities", $$$"""{"name":"Kind deal","pipeline":"realestate.sale","custom":{"realestate.unit":"{{{unit}}}"}}""");
        var file = (await host.Browser.PageAsync("/crm/_pages/realestate.plan")).QuerySelector("[data-legend] img")!.GetAttribute("src")!;

        var kinds = new Dictionary<string, Func<Task<bool>>>
        {
            ["page"] = async () => (await FoundAsync("/crm/_pages/realestate.desk"))?.QuerySelector("[data-section=stock] [data-widget='realestate.free']") is not null,
            ["menu entry"] = async () => (await host.Browser.PageAsync("/crm/")).QuerySelector("nav#nav a[href='/crm/_pages/realestate.desk']") is not null,
            ["home widget"] = async () => (await host.Browser.PageAsync("/crm/")).QuerySelector("[data-section='realestate.day'] [data-widget='realestate.free-count']") is not null,
            ["section of a record's page"] = async () => (await FoundAsync("/crm/opportunities/" + deal))?.QuerySelector("[data-section='realestate.deal']") is not null,
            ["list action"] = async () => (await FoundAsync("/crm/realestate.units"))?.QuerySelector("select[name=act] option[value='action:realestate.reprice']") is not null,
            ["board action"] = async () => (await FoundAsync("/crm/_boards/realestate.sale"))?.QuerySelector($"[data-card='{deal}'] form[data-action='action:realestate.plan-viewing']") is not null,
            ["field editor"] = async () => (await FoundAsync("/crm/realestate.units/_new"))?.QuerySelector("[data-field='f.realestate.parcel'][data-island]") is not null,
            ["settings form from a schema"] = async () => (await FoundAsync(Settings))?.QuerySelector("form [name='realestate.reservation-days']") is not null,
            ["translation"] = async () => (await host.Browser.PageAsync("/crm/", language: "zh-TW")).QuerySelectorAll("nav#nav a").Any(a => a.TextContent == "銷控圖"),
            ["static file"] = async () => await StatusAsync(file) == HttpStatusCode.OK,
            ["compiled page"] = async () => (await FoundAsync("/crm/_pages/realestate.plan"))?.QuerySelector($"[data-unit='{unit}']") is not null,
            ["compiled widget"] = async () => (await FoundAsync("/crm/_widgets/realestate.same-floor?id=" + unit))?.QuerySelector($"[data-unit='{unit}'][aria-current]") is not null,
            ["widget of code"] = async () => await StatusAsync("/crm/_widgets/realestate.price-comparison?id=" + unit) == HttpStatusCode.OK,
        };
        var plugins = host.Services.GetRequiredService<IPluginRuntime>();
        Assert.Equal([], await MissingAsync());
        await plugins.DisableAsync(PluginHost.Plugin);
        Assert.Equal(kinds.Keys, await MissingAsync());
        await plugins.EnableAsync(PluginHost.Plugin);
        Assert.Equal([], await MissingAsync());

        async Task<List<string>> MissingAsync()
        {
            var missing = new List<string>();
            foreach (var (kind, isThere) in kinds)
                if (!await isThere()) missing.Add(kind);
            return missing;
        }
    }

    [Fact]
    public async Task Settings_form_has_defaults_and_rules_and_goes_back_to_what_was()
    {
        Assert.Equal("14", Days(await host.Browser.PageAsync(Settings)));
        var refused = await host.Browser.SubmitAsync(Form(await host.Browser.PageAsync(Settings)), HttpStatusCode.UnprocessableEntity, ("realestate.reservation-days", "0"));
        Assert.NotNull(refused.QuerySelector("form[data-act=save] .invalid-feedback"));
        await host.Browser.DoneAsync(Form(refused), ("realestate.reservation-days", "30"));
        await host.Browser.DoneAsync(Form(await host.Browser.PageAsync(Settings)), ("realestate.reservation-days", "7"));
        var page = await host.Browser.PageAsync(Settings);
        Assert.Equal("7", Days(page));
        Assert.Contains(page.QuerySelectorAll("h2"), h => h.TextContent == "Real estate");
        var versions = page.QuerySelectorAll("tbody tr").Where(r => r.TextContent.Contains("reserved", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, versions.Count);
        Assert.Contains("current", versions[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("30", versions[1].TextContent, StringComparison.Ordinal);

        await host.Browser.DoneAsync(versions[1].QuerySelector("form")!);
        Assert.Equal("30", Days(await host.Browser.PageAsync(Settings)));
        var (_, agent) = await host.BrowserOfAsync("sales-rep");
        await agent.PageAsync(Settings, HttpStatusCode.Forbidden);
    }

    private static AngleSharp.Dom.IElement Form(IHtmlDocument page) => page.QuerySelectorAll("form[data-act=save]").Single(f => f.QuerySelector("[name=source][value=realestate]") is not null);

    private static string? Days(IHtmlDocument page) => Form(page).QuerySelector("[name='realestate.reservation-days']")!.GetAttribute("value");

    private async Task<IHtmlDocument?> FoundAsync(string address) => await StatusAsync(address) == HttpStatusCode.OK ? await host.Browser.PageAsync(address) : null;

    private async Task<HttpStatusCode> StatusAsync(string address)
    {
        using var answer = await host.Browser.SendAsync(HttpMethod.Get, address);
        return answer.StatusCode;
    }
}
