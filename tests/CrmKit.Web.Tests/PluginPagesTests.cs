using System.Net;
using CrmKit.AspNetCore;
using CrmKit.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>Plugins seen and switched by pages, while the host runs.</summary>
public sealed class PluginPagesTests(PluginHost host) : IClassFixture<PluginHost>
{
    private const string Page = "/crm/_admin/plugins?plugin=" + PluginHost.Plugin;

    [Fact]
    public async Task S176_a_section_of_a_plugin_stands_where_the_layout_has_it_once_and_nowhere_when_it_is_hidden()
    {
        var deal = "/crm/opportunities/" + await host.Admin.CreateAsync("opportunities", """{"name":"Arranged deal"}""");
        Assert.Null((await host.Browser.PageAsync(deal)).QuerySelector(".crm-columns [data-section='realestate.deal']"));
        await PutAsync("""{"recordType":"opportunity","side":["realestate.deal","files"],"hiddenParts":["segments"]}""");
        var page = await host.Browser.PageAsync(deal);
        Assert.Equal("realestate.deal", Assert.Single(page.QuerySelectorAll("[data-section^='realestate.deal']")).GetAttribute("data-section"));
        Assert.NotNull(page.QuerySelector(".crm-columns > div:last-child > [data-section='realestate.deal']"));
        await PutAsync("""{"recordType":"opportunity","hiddenParts":["realestate.deal"]}""");
        Assert.Null((await host.Browser.PageAsync(deal)).QuerySelector("[data-section='realestate.deal']"));
        Assert.Contains((await host.Browser.PageAsync("/crm/_admin/layout?type=opportunity")).QuerySelectorAll("[data-zone='parts/:hidden'] li"), i => i.GetAttribute("data-item") == "realestate.deal");
        await host.Admin.JsonAsync("DELETE", "/api/catalog/layouts/deal-page", null, HttpStatusCode.NoContent);

        Task PutAsync(string layout) => host.Admin.JsonAsync("PUT", "/api/catalog/layouts/deal-page", layout, HttpStatusCode.NoContent);
    }

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
    public async Task Role_is_saved_while_the_plugin_is_off_whose_field_it_hides_and_hides_it_again_afterwards()
    {
        const string Hidden = "realestate.unit.realestate.asking-price hidden";
        var key = "web-" + Guid.NewGuid().ToString("N")[..8];
        var address = await host.Browser.DoneAsync((await host.Browser.PageAsync("/crm/_admin/roles")).QuerySelector("form[data-act=copy]")!, ("key", key), ("english", "Of the web"));
        await host.Browser.DoneAsync((await host.Browser.PageAsync(address)).QuerySelector("form[data-act=save]")!, ("scope:realestate.unit:read", "all"), ("restrictions", Hidden));
        var plugins = host.Services.GetRequiredService<IPluginRuntime>();
        await plugins.ExecuteAsync(new PluginCommand(PluginAct.Disable, PluginHost.Plugin), TestContext.Current.CancellationToken);
        try
        {
            await host.Browser.DoneAsync((await host.Browser.PageAsync(address)).QuerySelector("form[data-act=save]")!, ("scope:lead:read", "own"));
            await host.Browser.SubmitAsync((await host.Browser.PageAsync(address)).QuerySelector("form[data-act=save]")!, HttpStatusCode.UnprocessableEntity, ("restrictions", Hidden + "\nrealestate.unit.realestate.kind hidden"));
        }
        finally
        {
            await plugins.ExecuteAsync(new PluginCommand(PluginAct.Enable, PluginHost.Plugin) { Consent = true }, TestContext.Current.CancellationToken);
        }
        var role = (await host.Admin.GetAsync("/api/catalog/roles", HttpStatusCode.OK))["items"]!.AsArray().Single(r => (string)r!["key"]! == key)!;
        Assert.Equal(("realestate.unit", "realestate.asking-price", false), ((string)role["restrictions"]![0]!["recordType"]!, (string)role["restrictions"]![0]!["field"]!, (bool)role["restrictions"]![0]!["canRead"]!));
        Assert.Equal(2, role["permissions"]!.AsArray().Count);
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
        var open = await host.Browser.PageAsync("/crm/_pages/realestate.desk");
        var script = (await host.Browser.PageAsync("/crm/realestate.units/_new")).QuerySelector("[data-field='f.realestate.parcel']")!.GetAttribute("data-island")!;
        using var told = await host.ListenAsync(open.QuerySelector("main [data-gone]")!.GetAttribute("data-live")!);
        await told.NextAsync("ready");

        await host.Browser.DoneAsync(page.QuerySelector("form[data-act=disable]")!, ("reason", "a look without it"));
        Assert.Equal("""["Real estate"]""", await told.NextAsync("plugins"));
        await told.NextAsync("catalog");
        using (var gone = await host.ListenAsync("/crm/_live?types=realestate.unit&plugins=realestate")) Assert.Equal("""["realestate"]""", await gone.NextAsync("plugins")); // who comes back is told too
        using (var none = await host.Browser.SendAsync(HttpMethod.Get, script)) Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        await host.Browser.PageAsync("/crm/realestate.units", HttpStatusCode.NotFound);
        await host.Browser.PageAsync("/crm/_pages/realestate.desk", HttpStatusCode.NotFound);
        Assert.Empty((await host.Browser.PageAsync("/crm/")).QuerySelectorAll("[data-widget]"));
        var asked = await host.Browser.PageAsync("/crm/_widgets/realestate.free", HttpStatusCode.NotFound); // as a page that is still open asks
        Assert.Contains("switched off", asked.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        page = await host.Browser.PageAsync(Page);
        Assert.Contains(page.QuerySelectorAll("tbody tr"), r => r.TextContent.Contains("a look without it", StringComparison.Ordinal));

        await host.Browser.DoneAsync(page.QuerySelector("form[data-act=enable]")!);
        Assert.Equal("[]", await told.NextAsync("plugins"));
        await host.Browser.PageAsync("/crm/realestate.units");
        Assert.NotNull((await host.Browser.PageAsync(Page)).QuerySelector("form[data-act=disable]"));
    }

    [Fact]
    public async Task Action_of_a_plugin_asks_what_it_needs_is_done_to_many_says_why_not_and_is_taken_back()
    {
        var mark = "Row" + Guid.NewGuid().ToString("N")[..8];
        var (free, draft) = (await UnitAsync(mark + " free", "available"), await UnitAsync(mark + " draft", "draft"));
        var list = await host.Browser.PageAsync($"/crm/realestate.units?filter=name startswith '{mark}'", language: "zh-CN");
        Assert.Contains(list.QuerySelectorAll("select[name=act] option"), o => o.GetAttribute("value") == "action:realestate.reprice" && o.TextContent == "调价");
        Assert.DoesNotContain(list.QuerySelectorAll("select[name=act] option"), o => o.GetAttribute("value") == "action:realestate.plan-viewing"); // is for deals
        var asked = await host.Browser.SubmitAsync(list.QuerySelector("form#bulk")!, HttpStatusCode.OK, ("act", "action:realestate.reprice"), ("all", "true"));
        var wrong = await host.Browser.SubmitAsync(Bulk(asked), HttpStatusCode.UnprocessableEntity, ("f.percent", "-80"), ("step", "preview"));
        Assert.NotNull(wrong.QuerySelector("[data-field='f.percent'] .invalid-feedback"));
        var preview = await host.Browser.SubmitAsync(Bulk(wrong), HttpStatusCode.OK, ("f.percent", "-10"), ("step", "preview"));
        Assert.Equal(2, preview.QuerySelectorAll("tbody tr").Length);
        var done = await host.Browser.SubmitAsync(Bulk(preview), HttpStatusCode.OK, ("step", "do"));
        Assert.Equal(("1", "1"), (done.QuerySelector("[data-saved]")!.GetAttribute("data-saved"), done.QuerySelector("[data-saved]")!.GetAttribute("data-refused")));
        Assert.Equal("realestate.not-on-market", done.QuerySelector("td[data-code]")!.GetAttribute("data-code"));
        Assert.Equal(270_000m, await PriceAsync(free));
        await host.Browser.SubmitAsync(Bulk(done), HttpStatusCode.OK);
        Assert.Equal(300_000m, await PriceAsync(free));

        var refused = await host.Admin.JsonAsync("POST", "/api/realestate.units/actions/realestate.reprice", $$$"""{"ids":["{{{draft}}}"],"inputs":{"percent":5}}""", HttpStatusCode.UnprocessableEntity);
        Assert.Equal("realestate.not-on-market", (string)refused["code"]!);
        var raised = await host.Admin.JsonAsync("POST", "/api/realestate.units/actions/realestate.reprice", $$$"""{"ids":["{{{free}}}","{{{draft}}}"],"inputs":{"percent":5}}""");
        Assert.Equal((free, draft), ((string)raised["changed"]![0]!["id"]!, (string)raised["errors"]![0]!["record"]!["id"]!));
        Assert.Equal(315_000m, await PriceAsync(free));
    }

    [Fact]
    public async Task Action_on_a_record_asks_before_it_is_done_and_leads_back_to_it()
    {
        var unit = await UnitAsync("Mill lane 3", "available");
        var record = await host.Browser.PageAsync("/crm/realestate.units/" + unit);
        var asked = await host.Browser.SubmitAsync(record.QuerySelector("form[data-action='action:realestate.withdraw']")!, HttpStatusCode.OK);
        Assert.Contains("no longer shown to buyers", asked.QuerySelector("[data-question]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("available", await StatusAsync(unit));
        var done = await host.Browser.SubmitAsync(Bulk(asked), HttpStatusCode.OK, ("step", "do"));
        Assert.Equal("withdrawn", await StatusAsync(unit));
        Assert.Contains(done.QuerySelectorAll("a.btn"), a => a.GetAttribute("href") == "/crm/realestate.units/" + unit);

        var (_, agent) = await host.BrowserOfAsync("service-agent,realestate.agent");
        Assert.NotNull((await agent.PageAsync("/crm/realestate.units/" + unit)).QuerySelector("form[data-action='action:realestate.withdraw']"));
        var (_, reader) = await host.BrowserOfAsync(await ReaderAsync());
        var page = await reader.PageAsync("/crm/realestate.units/" + unit);
        Assert.Null(page.QuerySelector("form[data-action]"));
        using var typed = await reader.SendAsync(HttpMethod.Post, "/crm/realestate.units/_bulk", new FormUrlEncodedContent(
        [
            new("act", "action:realestate.withdraw"), new("ids", unit), new("step", "do"), new("count", "1"), new("__RequestVerificationToken", page.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!),
        ]));
        Assert.Equal(HttpStatusCode.BadRequest, typed.StatusCode); // what is not offered is not there
    }

    [Fact]
    public async Task Action_on_a_card_of_a_board_leads_to_what_it_made()
    {
        var unit = await UnitAsync("Quay 9", "available");
        var deal = await host.Admin.CreateAsync("opportunities", $$$"""{"name":"Quay deal","pipeline":"realestate.sale","custom":{"realestate.unit":"{{{unit}}}"}}""");
        var board = await host.Browser.PageAsync("/crm/_boards/realestate.sale");
        var form = board.QuerySelector($"[data-card='{deal}'] form[data-action='action:realestate.plan-viewing']")!;
        var asked = await host.Browser.SubmitAsync(form, HttpStatusCode.OK);
        var done = await host.Browser.SubmitAsync(Bulk(asked), HttpStatusCode.OK, ("f.starts", "2031-05-02T10:00"), ("step", "do"));
        Assert.Equal("Planned, and in your calendar.", done.QuerySelector("[data-said]")!.TextContent);
        var viewing = await host.Browser.PageAsync(done.QuerySelector("a[data-shown]")!.GetAttribute("href")!);
        Assert.Contains("Quay 9", viewing.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(done.QuerySelectorAll("a.btn"), a => a.GetAttribute("href") == "/crm/_boards/realestate.sale");
    }

    [Fact]
    public async Task Widget_of_code_is_asked_by_itself_with_the_rights_of_who_looks()
    {
        var unit = await host.Admin.CreateAsync("realestate.units", """{"name":"Harbour <i>7</i>","custom":{"realestate.kind":"parking","realestate.status":"available","realestate.asking-price":20000,"realestate.area":10}}""");
        var other = await host.Admin.CreateAsync("realestate.units", """{"name":"Harbour <i>8</i>","custom":{"realestate.kind":"parking","realestate.status":"available","realestate.asking-price":30000,"realestate.area":10}}""");
        var record = await host.Browser.PageAsync("/crm/realestate.units/" + unit);
        var address = record.QuerySelector("[data-widget='realestate.price-comparison']")!.GetAttribute("hx-get")!;
        var widget = await host.Browser.PageAsync(address);
        Assert.Equal(["2,000", "3,000"], widget.QuerySelectorAll("main dd").Select(d => d.TextContent.Trim()));
        var link = widget.QuerySelector($"main a[href='/crm/realestate.units/{other}']")!;
        Assert.Equal("Harbour <i>8</i>", link.TextContent.Trim()); // texts are texts
        Assert.Contains((await host.Browser.PageAsync(address, language: "zh-CN")).QuerySelectorAll("main dt"), d => d.TextContent == "本房源");
        var (_, service) = await host.BrowserOfAsync("service-agent");
        await service.PageAsync(address, HttpStatusCode.Forbidden);
        Assert.Empty((await host.Browser.PageAsync("/crm/_widgets/realestate.price-comparison?id=" + Guid.NewGuid())).QuerySelectorAll("main dd"));
    }

    [Fact]
    public async Task Style_sheet_of_a_plugin_is_served_as_one_and_nothing_else()
    {
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(PluginHost.StyleText)).AsSpan(0, 8));
        var address = $"/crm/_assets/realestate/{hash}/{PluginHost.Style}";
        using (var style = await host.Browser.SendAsync(HttpMethod.Get, address))
        {
            Assert.Equal((HttpStatusCode.OK, "text/css", PluginHost.StyleText), (style.StatusCode, style.Content.Headers.ContentType!.MediaType, await style.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
            Assert.Equal("nosniff", style.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Contains("default-src 'none'", style.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        }
        using var other = await host.Browser.SendAsync(HttpMethod.Get, address.Replace(hash, "0000000000000000", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task Field_is_typed_as_its_type_says_with_a_script_that_is_served_as_it_is()
    {
        var form = await host.Browser.PageAsync("/crm/realestate.units/_new");
        var field = form.QuerySelector("[data-field='f.realestate.parcel']")!;
        Assert.Equal("1204/3", field.QuerySelector("input")!.GetAttribute("placeholder"));
        Assert.Contains("As in the land register", field.QuerySelector(".form-hint")!.TextContent, StringComparison.Ordinal);
        var address = field.GetAttribute("data-island")!;
        Assert.StartsWith("/crm/_assets/realestate/", address, StringComparison.Ordinal);
        using (var script = await host.Browser.SendAsync(HttpMethod.Get, address))
        {
            Assert.Equal((HttpStatusCode.OK, "text/javascript"), (script.StatusCode, script.Content.Headers.ContentType!.MediaType));
            Assert.Equal("nosniff", script.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Contains("immutable", script.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
            Assert.Contains("export function mount", await script.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        foreach (var wrong in new[] { address.Replace("parcel.js", "plugin.json", StringComparison.Ordinal), address.Replace("parcel.js", "..%2fplugin.json", StringComparison.Ordinal), "/crm/_assets/realestate/0000000000000000/parcel.js" })
            using (var none = await host.Browser.SendAsync(HttpMethod.Get, wrong)) Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);

        var refused = await host.Browser.SubmitAsync(form.QuerySelector("main form[method=post]")!, HttpStatusCode.UnprocessableEntity, ("f.name", "Plot"), ("f.realestate.kind", "land"), ("f.realestate.status", "draft"), ("f.realestate.parcel", "<script>"));
        Assert.Contains("no parcel number", refused.QuerySelector("[data-field='f.realestate.parcel'] .invalid-feedback")!.TextContent, StringComparison.Ordinal);
        var at = await host.Browser.DoneAsync(refused.QuerySelector("main form[method=post]")!, ("f.realestate.parcel", "12 04 / 3a"));
        Assert.Equal("1204/3A", (await host.Browser.PageAsync(at)).QuerySelector("[data-field='realestate.parcel'] dd")!.TextContent.Trim());
    }

    private static AngleSharp.Dom.IElement Bulk(AngleSharp.Html.Dom.IHtmlDocument page) => page.QuerySelector("main form[action$='/_bulk'], main form[action$='/_undo']") ?? throw new InvalidOperationException(page.QuerySelector("main")!.TextContent);

    private Task<string> UnitAsync(string name, string status) =>
        host.Admin.CreateAsync("realestate.units", $$$"""{"name":"{{{name}}}","custom":{"realestate.kind":"residential","realestate.status":"{{{status}}}","realestate.asking-price":300000}}""");

    private async Task<decimal> PriceAsync(string unit) => (decimal)(await host.Admin.GetAsync("/api/realestate.units/" + unit, HttpStatusCode.OK))["custom"]!["realestate.asking-price"]!;

    private async Task<string> StatusAsync(string unit) => (string)(await host.Admin.GetAsync("/api/realestate.units/" + unit, HttpStatusCode.OK))["custom"]!["realestate.status"]!;

    private async Task<string> ReaderAsync()
    {
        await host.Admin.JsonAsync("PUT", "/api/catalog/roles/stock-reader", """{"label":{"english":"Reader"},"permissions":[{"recordType":"realestate.unit","operations":"read","scope":"all"}]}""", HttpStatusCode.NoContent);
        return "stock-reader";
    }
}
