using System.Net;
using AngleSharp.Dom;
using CrmKit.AspNetCore;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

public sealed class RecordPageTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task Chain_is_a_trail_with_links_both_ways()
    {
        var lead = await host.Admin.CreateAsync("leads", """{"name":"Trail Walker","companyName":"Trail & Sons"}""");
        Assert.Null((await host.Browser.PageAsync("/crm/leads/" + lead)).QuerySelector(".crm-chain")); // one alone is no trail
        var made = await host.Admin.JsonAsync("POST", $"/api/leads/{lead}/convert", """{"to":"opportunity"}""");
        var sale = (string)made["target"]!["id"]!;
        var order = (string)(await host.Admin.JsonAsync("POST", $"/api/opportunities/{sale}/convert", """{"to":"order"}"""))["target"]!["id"]!;

        foreach (var (path, at) in new[] { ("/crm/leads/" + lead, 0), ("/crm/opportunities/" + sale, 1), ("/crm/orders/" + order, 2) })
        {
            var steps = (await host.Browser.PageAsync(path, language: "zh-CN")).QuerySelectorAll(".crm-chain li").ToList();
            Assert.Equal(3, steps.Count);
            Assert.NotNull(steps[at].QuerySelector("[aria-current=page]"));
            Assert.Equal(2, steps.Count(s => s.QuerySelector("a") is not null));
            Assert.Contains("商机", steps[1].TextContent, StringComparison.Ordinal);
        }
        var links = (await host.Browser.PageAsync("/crm/orders/" + order)).QuerySelectorAll(".crm-chain a").Select(a => a.GetAttribute("href"));
        Assert.Equal(["/crm/leads/" + lead, "/crm/opportunities/" + sale], links);
        Assert.DoesNotContain((await host.Browser.PageAsync("/crm/opportunities/" + sale)).QuerySelectorAll(".crm-head a"), a => a.GetAttribute("href")!.Contains("to=order", StringComparison.Ordinal)); // once
    }

    [Fact]
    public async Task Deleted_record_says_so_and_is_brought_back()
    {
        var id = await host.Admin.CreateAsync("accounts", """{"name":"Gone & back"}""");
        var page = await host.Browser.PageAsync("/crm/accounts/" + id);
        Assert.Equal("/crm/accounts/" + id, await host.Browser.DoneAsync(Act(page, "_delete")));
        page = await host.Browser.PageAsync("/crm/accounts/" + id);
        Assert.Equal("Gone & back", page.QuerySelector("h1")!.TextContent);
        Assert.NotNull(page.QuerySelector(".crm-notice"));
        Assert.Null(page.QuerySelector("form[action$=_delete],a[href$=_edit]"));
        Assert.Equal("/crm/accounts/" + id, await host.Browser.DoneAsync(Act(page, "_restore")));
        page = await host.Browser.PageAsync("/crm/accounts/" + id);
        Assert.Null(page.QuerySelector(".crm-notice"));
        Assert.NotNull(Act(page, "_delete"));
    }

    [Fact]
    public async Task Delete_of_what_somebody_else_changed_is_refused_on_the_page()
    {
        var id = await host.Admin.CreateAsync("accounts", """{"name":"Changed meanwhile"}""");
        var form = Act(await host.Browser.PageAsync("/crm/accounts/" + id), "_delete");
        await host.Admin.JsonAsync("PATCH", "/api/accounts/" + id, """{"industry":"Rail"}""");
        var refused = await host.Browser.SubmitAsync(form, HttpStatusCode.Conflict);
        Assert.NotNull(refused.QuerySelector("[data-code='record.conflict']"));
        Assert.Equal("Changed meanwhile", refused.QuerySelector("h1")!.TextContent);
        Assert.Equal("Changed meanwhile", (string)(await host.Admin.GetAsync("/api/accounts/" + id, HttpStatusCode.OK))["name"]!);
    }

    [Fact]
    public async Task Owner_is_changed_by_name_and_an_unknown_name_changes_nothing()
    {
        var name = "Olga " + Guid.NewGuid().ToString("N")[..8];
        await using (var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test")))
            await session.Records.CreateAsync(new User { Name = name, Email = $"{Guid.NewGuid():N}@example.com", Roles = "sales-rep" });
        var id = await host.Admin.CreateAsync("leads", """{"name":"Given away"}""");
        var page = await host.Browser.PageAsync("/crm/leads/" + id);
        Assert.Contains(page.QuerySelectorAll("datalist option"), o => o.GetAttribute("value") == name);

        var refused = await host.Browser.SubmitAsync(Act(page, "_assign"), HttpStatusCode.UnprocessableEntity, ("f.ownerId", "Nobody such"));
        Assert.Contains("Nobody such", refused.QuerySelector(".alert-danger")!.TextContent, StringComparison.Ordinal);
        await host.Browser.DoneAsync(Act(page, "_assign"), ("f.ownerId", name));
        page = await host.Browser.PageAsync("/crm/leads/" + id);
        Assert.Equal(name, page.QuerySelector("[data-fact=ownerId] dd")!.TextContent.Trim());

        await host.Browser.DoneAsync(Act(page, "_assign"), ("f.ownerId", "")); // into the pool
        page = await host.Browser.PageAsync("/crm/leads/" + id);
        Assert.Null(page.QuerySelector("[data-fact=ownerId]"));
        await host.Browser.DoneAsync(Act(page, "_claim"));
        Assert.Equal("Admin", (await host.Browser.PageAsync("/crm/leads/" + id)).QuerySelector("[data-fact=ownerId] dd")!.TextContent.Trim());
    }

    [Fact]
    public async Task Closed_record_is_reopened_by_one_button()
    {
        var id = await host.Admin.CreateAsync("leads", """{"name":"Lost and found"}""");
        Assert.Null((await host.Browser.PageAsync("/crm/leads/" + id)).QuerySelector("form[action$=_reopen]"));
        await host.Admin.JsonAsync("POST", $"/api/leads/{id}/stage", """{"stage":"disqualified","lossReason":"no-budget"}""");
        await host.Browser.DoneAsync(Act(await host.Browser.PageAsync("/crm/leads/" + id), "_reopen"));
        Assert.Equal("New", (await host.Browser.PageAsync("/crm/leads/" + id)).QuerySelector(".crm-path [aria-current]")!.TextContent);
    }

    [Fact]
    public async Task Related_records_have_counts_and_a_way_to_add_one_that_knows_where_it_belongs()
    {
        var id = await host.Admin.CreateAsync("accounts", """{"name":"Has people"}""");
        for (var i = 0; i < 7; i++) await host.Admin.CreateAsync("contacts", $$"""{"lastName":"Person {{i}}","accountId":"{{id}}"}""");
        var page = await host.Browser.PageAsync("/crm/accounts/" + id);
        var card = page.QuerySelector("#contact-accountId")!;
        Assert.Equal("7", card.QuerySelector(".badge")!.TextContent);
        Assert.Equal(6, card.QuerySelectorAll(".list-group a").Length); // five, and the way to all
        Assert.Contains(page.QuerySelectorAll(".crm-counts a"), a => a.GetAttribute("href") == "#contact-accountId" && a.TextContent.Contains('7', StringComparison.Ordinal));

        var form = (await host.Browser.PageAsync(card.QuerySelector(".card-header .btn")!.GetAttribute("href")!)).QuerySelector("main form")!;
        Assert.Equal("Has people", form.QuerySelector("[name='f.accountId']")!.GetAttribute("value"));
        var contact = await host.Browser.DoneAsync(form, ("f.lastName", "Eighth"));
        Assert.Equal("/crm/accounts/" + id, (await host.Browser.PageAsync(contact)).QuerySelector("[data-fact=accountId] a")!.GetAttribute("href"));
        Assert.Contains(page.QuerySelectorAll(".crm-add a"), a => a.GetAttribute("href")!.StartsWith("/crm/opportunities/_new", StringComparison.Ordinal)); // there is none yet
    }

    [Fact]
    public async Task Who_may_only_read_sees_no_acts_and_is_told_why()
    {
        var id = await host.Admin.CreateAsync("leads", """{"name":"Only looked at"}""");
        var (_, browser) = await host.BrowserOfAsync("reader");
        var page = await browser.PageAsync("/crm/leads/" + id);
        Assert.Empty(page.QuerySelectorAll("main form"));
        Assert.Null(page.QuerySelector("main a[href$=_edit]"));
        var rights = await browser.PageAsync(page.QuerySelector("main a[href$=_rights]")!.GetAttribute("href")!, language: "zh-CN");
        var lines = rights.QuerySelectorAll("tbody tr").ToDictionary(r => r.QuerySelector("th")!.TextContent, r => r.QuerySelectorAll("td").Select(d => d.TextContent).ToList());
        Assert.Equal(("是", "否"), (lines["查看"][0], lines["删除和恢复"][0]));
        Assert.All(lines.Values, l => Assert.NotEmpty(l[1]));

        // What the page does not offer is refused as well.
        using var forged = await browser.SendAsync(HttpMethod.Post, $"/crm/leads/{id}/_delete", new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        var token = page.QuerySelector("header input[type=hidden]")!;
        using var refused = await browser.SendAsync(HttpMethod.Post, $"/crm/leads/{id}/_delete", new FormUrlEncodedContent([new(token.GetAttribute("name")!, token.GetAttribute("value")!)]));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        await host.Admin.GetAsync("/api/leads/" + id, HttpStatusCode.OK);
    }

    private static IElement Act(AngleSharp.Html.Dom.IHtmlDocument page, string act) => page.QuerySelector($"main form[action$='{act}']")!;
}
