using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using CrmKit.AspNetCore;
using CrmKit.Layouts;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>S175, S176: pages, forms and the menu are arranged by administrators without code.</summary>
public sealed class LayoutTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task S176_fields_stand_in_named_sections_in_an_order_on_the_page_and_in_the_form_and_key_fields_in_its_head()
    {
        await PutAsync("layouts/lead-page", """
            {"recordType":"lead","sections":[{"key":"talk","label":{"english":"Talking","chinese":"沟通"},"columns":2,"fields":["phone","city","name"]},{"key":"later","label":{"english":"Later"},"columns":1,"fields":["website"]}],
             "keyFields":["city","phone"],"hiddenFields":["region"],"main":["files"],"side":["timeline"],"hiddenParts":["segments"]}
            """);
        var id = await host.Admin.CreateAsync("leads", """{"name":"Arranged","phone":"+15551234567","city":"Rome","region":"Lazio","website":"https://example.com"}""");
        var page = await host.Browser.PageAsync("/crm/leads/" + id);
        Assert.Equal(["city", "phone"], page.QuerySelectorAll("[data-fact]").Select(f => f.GetAttribute("data-fact")));
        var sections = page.QuerySelectorAll("details.crm-section");
        Assert.Equal(["Talking", "Later"], sections.Take(2).Select(s => s.QuerySelector("h2")!.TextContent));
        Assert.Equal(["phone", "city", "name"], sections[0].QuerySelectorAll("[data-field]").Select(f => f.GetAttribute("data-field")));
        Assert.NotNull(sections[0].QuerySelector(".crm-cols-2"));
        Assert.NotNull(sections[1].QuerySelector(".crm-cols-1"));
        Assert.Null(page.QuerySelector("[data-field=region]"));
        Assert.Contains("Lazio", (await host.Browser.PageAsync($"/crm/leads/{id}/_history?at=2099-01-01T00:00")).Body!.TextContent, StringComparison.Ordinal); // nothing is lost
        var columns = page.QuerySelectorAll(".crm-columns > div");
        Assert.NotNull(columns[0].QuerySelector("[type=file]"));
        Assert.NotNull(columns[1].QuerySelector(".crm-timeline-page, [id=timeline], .crm-timeline"));
        Assert.Equal("沟通", (await host.Browser.PageAsync("/crm/leads/" + id, language: "zh-CN")).QuerySelector("details.crm-section h2")!.TextContent);

        var form = await host.Browser.PageAsync($"/crm/leads/{id}/_edit");
        Assert.Equal(["talk", "later"], form.QuerySelectorAll("details[data-section]").Take(2).Select(s => s.GetAttribute("data-section")));
        Assert.Equal("f.phone f.city f.name f.website", string.Join(' ', form.QuerySelectorAll("details[data-section] [name^='f.']").Take(4).Select(f => f.GetAttribute("name"))));
        Assert.Null(form.QuerySelector("[name='f.region']"));
        await host.Browser.DoneAsync(Form(form, "/_edit"), ("f.city", "Milan"));
        Assert.Equal("Lazio", (string)(await host.Admin.GetAsync("/api/leads/" + id, HttpStatusCode.OK))["region"]!); // what a form does not show stays
        await DeleteAsync("layouts/lead-page");
        Assert.NotNull((await host.Browser.PageAsync("/crm/leads/" + id)).QuerySelector("[data-field=region]"));
    }

    [Fact]
    public async Task S176_what_points_at_a_record_stands_in_the_order_of_the_layout_or_not_at_all()
    {
        var id = await host.Admin.CreateAsync("accounts", """{"name":"Related works"}""");
        await host.Admin.CreateAsync("contacts", $$"""{"lastName":"Byron","accountId":"{{id}}"}""");
        await host.Admin.CreateAsync("opportunities", $$"""{"name":"Deal","accountId":"{{id}}"}""");
        var before = await host.Browser.PageAsync("/crm/accounts/" + id);
        Assert.NotNull(before.QuerySelector(".crm-columns > div:last-child #contact-accountId"));
        await PutAsync("layouts/account-page", """{"recordType":"account","main":["contact:accountId","timeline"],"hiddenParts":["opportunity:accountId"]}""");
        var page = await host.Browser.PageAsync("/crm/accounts/" + id);
        Assert.Equal("contact-accountId", page.QuerySelector(".crm-columns > div")!.FirstElementChild!.Id);
        Assert.Single(page.QuerySelectorAll("#contact-accountId"));
        Assert.Null(page.QuerySelector("#opportunity-accountId"));
        Assert.NotNull(page.QuerySelector("nav.crm-counts a[href='#contact-accountId']"));
        await DeleteAsync("layouts/account-page");
    }

    [Fact]
    public async Task S176_a_required_field_that_is_hidden_is_asked_for_while_it_is_empty_and_one_that_the_link_brings_stays()
    {
        await PutAsync("fields/campaign/cost-centre", """{"kind":"text","label":{"english":"Cost centre"},"isRequired":true}""");
        await PutAsync("layouts/campaign-page", """{"recordType":"campaign","hiddenFields":["cost-centre","description"]}""");
        var form = await host.Browser.PageAsync("/crm/campaigns/_new");
        Assert.NotNull(form.QuerySelector("[name='f.cost-centre']"));
        Assert.Null(form.QuerySelector("[name='f.description']"));
        Assert.Equal("Known", ((IHtmlTextAreaElement)(await host.Browser.PageAsync("/crm/campaigns/_new?f.description=Known")).QuerySelector("[name='f.description']")!).Value);
        var refused = await host.Browser.SubmitAsync(Form(form, "/_new"), HttpStatusCode.UnprocessableEntity, ("f.name", "Fair"));
        Assert.NotNull(refused.QuerySelector("[name='f.cost-centre'].is-invalid"));
        var made = await host.Browser.DoneAsync(Form(refused, "/_new"), ("f.name", "Fair"), ("f.cost-centre", "4711"));
        Assert.Null((await host.Browser.PageAsync(made + "/_edit")).QuerySelector("[name='f.cost-centre']")); // it has one
        await DeleteAsync("layouts/campaign-page");
        await DeleteAsync("fields/campaign/cost-centre");
    }

    [Fact]
    public async Task S176_a_layout_gives_no_rights_and_one_of_a_role_is_for_that_role()
    {
        await PutAsync("roles/web-caller", """{"label":{"english":"Caller"},"permissions":[{"recordType":"contact","operations":"read, update","scope":"all"}],"restrictions":[{"recordType":"contact","field":"phone","canRead":false,"canWrite":false}]}""");
        await PutAsync("layouts/contact-of-callers", """{"recordType":"contact","role":"web-caller","sections":[{"key":"calls","label":{"english":"Calls"},"fields":["phone","email"]}],"keyFields":["phone","email"],"buttons":[{"key":"mail","label":{"english":"Write"},"link":"mailto:{email}"},{"key":"call","label":{"english":"Call"},"link":"tel:{phone}"}]}""");
        var id = await host.Admin.CreateAsync("contacts", """{"firstName":"Ada","lastName":"Byron","phone":"+15557654321","email":"ada@example.com"}""");
        var (_, caller) = await host.BrowserOfAsync("web-caller");
        var seen = await caller.PageAsync("/crm/contacts/" + id);
        Assert.Equal("Calls", seen.QuerySelector("details.crm-section h2")!.TextContent);
        Assert.Equal(["email"], seen.QuerySelectorAll("[data-fact]").Select(f => f.GetAttribute("data-fact")));
        Assert.DoesNotContain("5557654321", seen.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["mailto:ada%40example.com"], seen.QuerySelectorAll("a[data-part=link]").Select(a => a.GetAttribute("href")));
        var mine = await host.Browser.PageAsync("/crm/contacts/" + id);
        Assert.DoesNotContain(mine.QuerySelectorAll("details.crm-section h2"), h => h.TextContent == "Calls");
        Assert.Empty(mine.QuerySelectorAll("a[data-part=link]"));
        Assert.Equal(HttpStatusCode.Forbidden, (await caller.SendAsync(HttpMethod.Get, "/crm/_admin/layout?type=contact")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await caller.SendAsync(HttpMethod.Get, "/crm/_admin/menu")).StatusCode);
        await DeleteAsync("layouts/contact-of-callers");
    }

    [Fact]
    public async Task S176_the_page_of_a_layout_moves_adds_names_and_saves_without_scripts_and_goes_back()
    {
        const string Address = "/crm/_admin/layout?type=account";
        var index = await host.Browser.PageAsync("/crm/_admin/layouts?type=account");
        Assert.Contains(index.QuerySelectorAll("a"), a => a.GetAttribute("href") == Address);
        Assert.Contains(index.QuerySelectorAll("a"), a => a.GetAttribute("href") == Address + "&role=sales-rep");
        var form = Editor(await host.Browser.PageAsync(Address));
        Assert.Empty(form.QuerySelectorAll("[value='remove']"));
        var first = form.QuerySelector("[data-zone^='fields/'] [data-item]")!.GetAttribute("data-item")!;

        form = await ActAsync(form, "down fields/" + first);
        Assert.Equal(first, form.QuerySelector("[data-zone^='fields/']")!.Children[1].GetAttribute("data-item"));
        form = await ActAsync(form, "add-section", ("new-english", "Top & first"), ("new-chinese", "首要"));
        form = await ActAsync(form, "to fields", ("item.fields", first), ("zone.fields", "top-first"));
        while (form.QuerySelector("[data-group=fields]")!.GetAttribute("data-zone") != "fields/top-first") form = await ActAsync(form, "up-zone fields/top-first");
        form = await ActAsync(form, "to fields", ("item.fields", "website"), ("zone.fields", ":hidden"));
        form = await ActAsync(form, "to head", ("item.head", "phone"), ("zone.head", ":chosen"));
        form = await ActAsync(form, "to parts", ("item.parts", "timeline"), ("zone.parts", ":side"));
        Assert.Empty((await host.Admin.GetAsync("/api/catalog/layouts?type=account", HttpStatusCode.OK))["items"]!.AsArray()); // nothing is saved before one says so
        var refused = await host.Browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity, ("act", "save"), ("english.top-first", ""), ("chinese.top-first", ""));
        Assert.NotNull(refused.QuerySelector("[role=alert]"));
        Assert.Equal(Address, await host.Browser.DoneAsync(form, ("act", "save"), ("columns.top-first", "2"), ("button-english.0", "Site"), ("link.0", "https://example.com/{name}")));

        var stored = (await host.Admin.GetAsync("/api/catalog/layouts?type=account", HttpStatusCode.OK))["items"]!.AsArray().Single()!;
        Assert.Equal(("account", "top-first", "Top & first", 2, first), ((string)stored["key"]!, (string)stored["sections"]![0]!["key"]!, (string)stored["sections"]![0]!["label"]!["english"]!, (int)stored["sections"]![0]!["columns"]!, (string)stored["sections"]![0]!["fields"]![0]!));
        Assert.Equal(("website", "phone", "site"), ((string)stored["hiddenFields"]![0]!, (string)stored["keyFields"]![0]!, (string)stored["buttons"]![0]!["key"]!));
        var page = await host.Browser.PageAsync(Address);
        await host.Browser.DoneAsync(await ActAsync(Editor(page), "drop-zone fields/top-first"), ("act", "save"));
        var undo = (await host.Browser.PageAsync(Address)).QuerySelectorAll<IHtmlFormElement>("form").Single(f => f.QuerySelector("[name=version][value='1']") is not null);
        await host.Browser.DoneAsync(undo);
        Assert.Equal("top-first", (string)(await host.Admin.GetAsync("/api/catalog/layouts?type=account", HttpStatusCode.OK))["items"]![0]!["sections"]![0]!["key"]!);
        Assert.Equal("/crm/_admin/layouts?type=account", await host.Browser.DoneAsync(Editor(await host.Browser.PageAsync(Address)), ("act", "remove")));
        Assert.Empty((await host.Admin.GetAsync("/api/catalog/layouts?type=account", HttpStatusCode.OK))["items"]!.AsArray());
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Browser.SubmitAsync(Editor(await host.Browser.PageAsync(Address)), ("act", "sideways"))).StatusCode);
    }

    [Fact]
    public async Task S175_the_menu_of_a_role_begins_with_what_was_chosen_and_hides_what_was_not_wanted()
    {
        var (_, seller) = await host.BrowserOfAsync("sales-rep");
        const string Address = "/crm/_admin/menu?role=sales-rep";
        var form = Editor(await host.Browser.PageAsync(Address));
        Assert.Contains("Leads", form.QuerySelector("[data-zone='menu/:rest'] [data-item=lead]")!.TextContent, StringComparison.Ordinal);
        foreach (var (entry, zone) in new[] { ("board:opportunity.standard", ":chosen"), ("lead", ":chosen"), ("campaign", ":hidden"), ("reports", ":hidden") }) form = await ActAsync(form, "to menu", ("item.menu", entry), ("zone.menu", zone));
        Assert.Equal(Address, await host.Browser.DoneAsync(await ActAsync(form, "up menu/lead"), ("act", "save")));

        var menu = (await seller.PageAsync("/crm/")).QuerySelector("#nav")!;
        Assert.Equal(["/crm/leads", "/crm/_boards/opportunity.standard"], menu.QuerySelectorAll("[data-group=chosen] a").Select(a => a.GetAttribute("href")));
        Assert.Single(menu.QuerySelectorAll("a[href='/crm/leads']"));
        Assert.Empty(menu.QuerySelectorAll("a[href='/crm/campaigns'], a[href='/crm/_reports']"));
        Assert.NotNull(menu.QuerySelector("a[href='/crm/accounts']"));
        await seller.PageAsync("/crm/_reports"); // hiding takes no right
        Assert.NotNull((await host.Browser.PageAsync("/crm/")).QuerySelector("#nav a[href='/crm/campaigns']"));
        Assert.Equal("/crm/_admin/layouts", await host.Browser.DoneAsync(Editor(await host.Browser.PageAsync(Address)), ("act", "remove")));
        Assert.NotNull((await seller.PageAsync("/crm/")).QuerySelector("#nav a[href='/crm/campaigns']"));
    }

    [Fact]
    public async Task S176_every_part_of_a_page_is_called_something_in_every_language()
    {
        foreach (var language in WebTexts.Languages)
            Assert.DoesNotContain(LayoutParts.Main.Concat(LayoutParts.Side), p => WebTexts.For(language).Find("layout.part." + p) is null);
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        foreach (var type in session.Catalog.Types.Where(t => !t.IsAppendOnly)) await host.Browser.PageAsync("/crm/_admin/layout?type=" + type.Key);
    }

    private async Task<IHtmlFormElement> ActAsync(IElement form, string act, params (string Name, string Value)[] changes) => Editor(await host.Browser.SubmitAsync(form, HttpStatusCode.OK, [("act", act), .. changes]));

    private static IHtmlFormElement Editor(IHtmlDocument page) => page.QuerySelectorAll<IHtmlFormElement>("form[data-island]").Single();

    private static IHtmlFormElement Form(IHtmlDocument page, string address) => page.QuerySelectorAll<IHtmlFormElement>("form").Single(f => f.GetAttribute("action")!.EndsWith(address, StringComparison.Ordinal));

    private Task PutAsync(string path, string body) => host.Admin.JsonAsync("PUT", "/api/catalog/" + path, body, HttpStatusCode.NoContent);

    private Task DeleteAsync(string path) => host.Admin.JsonAsync("DELETE", "/api/catalog/" + path, null, HttpStatusCode.NoContent);
}
