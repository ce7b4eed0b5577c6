using System.Net;
using System.Text.Json.Nodes;
using CrmKit.AspNetCore;
using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

public sealed class WorkTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task Field_that_is_left_is_looked_at_by_itself_and_nothing_is_saved()
    {
        var name = "Never saved " + Guid.NewGuid().ToString("N")[..8];
        var form = (await host.Browser.PageAsync("/crm/leads/_new")).QuerySelector("form[data-check]")!;
        var wrong = await host.Browser.SubmitAsync(form, HttpStatusCode.OK, ("f.name", name), ("f.estimatedAmount", "much"), ("f.accountId", "Nobody at all"), ("check", "f.estimatedAmount"));
        Assert.Equal(["f.estimatedAmount", "f.accountId"], wrong.QuerySelectorAll("[data-field]").Select(f => f.GetAttribute("data-field")));
        Assert.NotNull(wrong.QuerySelector("[aria-invalid=true]"));
        var nobody = await host.Browser.SubmitAsync(form, HttpStatusCode.OK, ("f.name", name), ("f.accountId", "Nobody at all"), ("check", "f.accountId"));
        Assert.Contains("Nobody at all", nobody.QuerySelector(".invalid-feedback")!.TextContent, StringComparison.Ordinal);
        Assert.Null((await host.Browser.SubmitAsync(form, HttpStatusCode.OK, ("f.name", name), ("f.estimatedAmount", "12.5"), ("check", "f.estimatedAmount"))).QuerySelector("[aria-invalid]"));
        await host.Browser.SubmitAsync(form, HttpStatusCode.BadRequest, ("f.name", name), ("check", "f.ownerId"));
        Assert.Empty((await host.Admin.GetAsync($"/api/leads?filter=name eq '{name}'", HttpStatusCode.OK))["items"]!.AsArray());
    }

    [Fact]
    public async Task Record_is_made_by_a_form_found_in_list_and_search_changed_and_moved()
    {
        var (_, browser) = await host.BrowserOfAsync("sales-rep");
        var mark = "Quillfeather" + Guid.NewGuid().ToString("N")[..8];
        await browser.DoneAsync(Form(await browser.PageAsync("/crm/accounts/_new")), ("f.name", mark + " Ltd"));
        var record = await browser.DoneAsync(Form(await browser.PageAsync("/crm/opportunities/_new")), ("f.name", mark + " roof"), ("f.accountId", mark + " ltd"), ("f.amount", "1250.5"));

        var page = await browser.PageAsync(record);
        Assert.Equal(mark + " roof", page.QuerySelector("h1")!.TextContent);
        Assert.Equal("1,250.50", page.QuerySelector("[data-field=amount] dd")!.TextContent.Trim());
        Assert.Equal(mark + " Ltd", page.QuerySelector("[data-field=accountId] dd a")!.TextContent);
        Assert.Contains(page.QuerySelectorAll("[data-field=ownerId] dd"), d => d.TextContent.Contains("A sales-rep", StringComparison.Ordinal));

        var list = await browser.PageAsync($"/crm/opportunities?filter={Uri.EscapeDataString($"name eq '{mark} roof'")}&columns=name,amount&orderBy=-amount");
        Assert.Equal(["Name", "Amount ↓"], list.QuerySelectorAll("th").Select(t => t.TextContent));
        Assert.Equal(record, list.QuerySelector("tbody a")!.GetAttribute("href"));
        Assert.Equal(record, (await browser.PageAsync("/crm/_search?q=" + mark)).QuerySelectorAll(".list-group-item > a").Select(a => a.GetAttribute("href")).First(h => h!.Contains("opportunities", StringComparison.Ordinal)));

        var edit = Form(await browser.PageAsync(record + "/_edit"));
        Assert.Equal(record, await browser.DoneAsync(edit, ("f.name", mark + " two roofs")));
        page = await browser.PageAsync(record);
        Assert.Equal(mark + " two roofs", page.QuerySelector("h1")!.TextContent);
        Assert.Equal(mark + " Ltd", page.QuerySelector("[data-field=accountId] dd a")!.TextContent); // what was not touched stayed

        var before = page.QuerySelector(".crm-path [aria-current]")!.TextContent;
        var step = page.QuerySelector(".crm-path form")!;
        await browser.DoneAsync(step);
        page = await browser.PageAsync(record);
        Assert.NotEqual(before, page.QuerySelector(".crm-path [aria-current]")!.TextContent);
        Assert.Equal(step.QuerySelector("button")!.TextContent, page.QuerySelector(".crm-path [aria-current]")!.TextContent);

        var board = await browser.PageAsync("/crm/_boards/opportunity.standard");
        var card = board.QuerySelectorAll("article").Single(a => a.TextContent.Contains(mark, StringComparison.Ordinal));
        Assert.Contains("1,250.50", card.TextContent, StringComparison.Ordinal);
        Assert.Contains(board.QuerySelectorAll(".crm-board > section"), s => s.Contains(card) && s.QuerySelector("h2 .badge")!.TextContent != "0" && s.QuerySelector("p")!.TextContent.Contains("1,250.50", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Card_is_moved_by_its_small_form_and_comes_back_to_the_board()
    {
        var (_, browser) = await host.BrowserOfAsync("sales-rep");
        await browser.DoneAsync(Form(await browser.PageAsync("/crm/leads/_new")), ("f.name", "Card to move"));
        var board = await browser.PageAsync("/crm/_boards/lead.standard");
        var form = board.QuerySelector("article form")!;
        var target = form.QuerySelector("select option")!.GetAttribute("value")!;
        Assert.Equal("/crm/_boards/lead.standard", await browser.DoneAsync(form, ("stage", target)));
        Assert.Contains("Card to move", (await browser.PageAsync("/crm/_boards/lead.standard")).QuerySelector($"[data-stage='{target}']")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stage_that_asks_for_something_asks_in_a_small_form()
    {
        var (_, browser) = await host.BrowserOfAsync("sales-rep");
        await host.Admin.JsonAsync("PUT", "/api/catalog/pipelines/web-asks", """
            {"recordType":"lead","label":{"english":"Asks"},"stages":[
                {"key":"begun","label":{"english":"Begun"}},
                {"key":"sized","label":{"english":"Sized"},"requiredFields":["needDescription"]},
                {"key":"dropped","label":{"english":"Dropped"},"category":"lost","requiresLossReason":true}]}
            """, HttpStatusCode.NoContent);
        var record = await browser.DoneAsync(Form(await browser.PageAsync("/crm/leads/_new")), ("f.name", "Asked"));
        await host.Admin.JsonAsync("POST", $"/api/leads/{record.Split('/')[^1]}/pipeline", """{"pipeline":"web-asks"}""");

        var step = (await browser.PageAsync(record)).QuerySelectorAll(".crm-path form").Single(f => f.TextContent.Contains("Sized", StringComparison.Ordinal));
        var asked = await browser.SubmitAsync(step, HttpStatusCode.UnprocessableEntity);
        Assert.NotNull(asked.QuerySelector("[data-field='f.needDescription'] .invalid-feedback"));
        await browser.DoneAsync(Form(asked), ("f.needDescription", "Twelve rooms"));
        var page = await browser.PageAsync(record);
        Assert.Equal(("Sized", "Twelve rooms"), (page.QuerySelector(".crm-path [aria-current]")!.TextContent, page.QuerySelector("[data-field=needDescription] dd")!.TextContent.Trim()));

        step = page.QuerySelectorAll(".crm-path form").Single(f => f.TextContent.Contains("Dropped", StringComparison.Ordinal));
        asked = await browser.SubmitAsync(step, HttpStatusCode.UnprocessableEntity);
        Assert.NotNull(asked.QuerySelector("[name=lossReason]"));
        Assert.Equal("Sized", (await browser.PageAsync(record)).QuerySelector(".crm-path [aria-current]")!.TextContent); // refused means unchanged
    }

    [Fact]
    public async Task Form_with_mistakes_keeps_what_was_typed_and_says_what_is_wrong_at_each_field()
    {
        var form = Form(await host.Browser.PageAsync("/crm/opportunities/_new"));
        var refused = await host.Browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity, ("f.name", ""), ("f.amount", "a lot"), ("f.accountId", "Nobody of that name"));
        Assert.NotNull(refused.QuerySelector("[data-field='f.amount'] .invalid-feedback"));
        Assert.Equal("a lot", refused.QuerySelector("[name='f.amount']")!.GetAttribute("value"));
        Assert.Equal("true", refused.QuerySelector("[name='f.amount']")!.GetAttribute("aria-invalid"));
        Assert.Contains("Nobody of that name", refused.QuerySelector("[data-field='f.accountId'] .invalid-feedback")!.TextContent, StringComparison.Ordinal);
        refused = await host.Browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity, ("f.name", ""));
        Assert.Equal("Fill this in.", refused.QuerySelector("[data-field='f.name'] .invalid-feedback")!.TextContent);
    }

    [Fact]
    public async Task Reference_that_several_could_mean_is_chosen_from_a_list()
    {
        var name = "Twin " + Guid.NewGuid().ToString("N")[..8];
        var first = await host.Admin.CreateAsync("accounts", new JsonObject { ["name"] = name }.ToJsonString());
        await host.Admin.CreateAsync("accounts", new JsonObject { ["name"] = name }.ToJsonString());
        var form = Form(await host.Browser.PageAsync("/crm/opportunities/_new"));
        var asked = await host.Browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity, ("f.name", "Which twin"), ("f.accountId", name));
        Assert.Equal(2, asked.QuerySelectorAll("select[name='f.accountId'] option:not([value=''])").Length);
        var record = await host.Browser.DoneAsync(Form(asked), ("f.accountId", first));
        Assert.Equal("/crm/accounts/" + first, (await host.Browser.PageAsync(record)).QuerySelector("[data-field=accountId] dd a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task S62_S63_a_deal_says_what_it_is_about_for_whom_since_when_from_where_and_with_which_products_and_names_none_that_are_unknown()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var account = await host.Admin.CreateAsync("accounts", $$"""{"name":"Basics {{mark}}"}""");
        var product = await host.Admin.CreateAsync("products", $$"""{"name":"Pump {{mark}}","listPrice":120}""");
        var form = Form(await host.Browser.PageAsync("/crm/opportunities/_new"));
        foreach (var field in new[] { "accountId", "productId" })
        {
            var refused = await host.Browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity, ("f.name", "Free text"), ("f." + field, "Nobody knows " + mark));
            Assert.NotNull(refused.QuerySelector($"[data-field='f.{field}'] .invalid-feedback"));
        }
        var record = await host.Browser.DoneAsync(form, ("f.name", "Complete " + mark), ("f.accountId", "Basics " + mark), ("f.productId", "Pump " + mark), ("f.source", "Trade fair"), ("f.openedOn", "2026-02-03"), ("f.need", "Twelve pumps by June"));
        await host.Admin.CreateAsync("opportunity-lines", $$"""{"opportunityId":"{{record.Split('/')[^1]}}","productId":"{{product}}","quantity":12}""");
        var page = await host.Browser.PageAsync(record);
        foreach (var (field, shown) in new[] { ("source", "Trade fair"), ("openedOn", "2/3/2026"), ("need", "Twelve pumps by June") }) Assert.Equal(shown, page.QuerySelector($"[data-field={field}] dd")!.TextContent.Trim());
        Assert.Equal([$"/crm/accounts/{account}", $"/crm/products/{product}"], new[] { "accountId", "productId" }.Select(f => page.QuerySelector($"[data-field={f}] dd a")!.GetAttribute("href")));
        Assert.Contains(page.QuerySelectorAll("td"), c => c.TextContent.Trim() == "Pump " + mark);
        Assert.Contains("1,440", page.QuerySelector("[data-field=amount] dd")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_who_edit_the_same_record_see_both_versions_side_by_side()
    {
        var id = await host.Admin.CreateAsync("accounts", """{"name":"Both edit","website":"https://one.example"}""");
        var form = Form(await host.Browser.PageAsync($"/crm/accounts/{id}/_edit"));
        await host.Admin.JsonAsync("PATCH", "/api/accounts/" + id, """{"name":"Theirs"}""");

        var conflict = await host.Browser.SubmitAsync(form, HttpStatusCode.Conflict, ("f.name", "Mine"));
        var row = conflict.QuerySelectorAll("tbody tr").Single();
        Assert.Contains("Theirs", row.QuerySelector("td")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Mine", row.QuerySelector("[name='f.name']")!.GetAttribute("value"));
        Assert.Equal("Theirs", (string)(await host.Admin.GetAsync("/api/accounts/" + id, HttpStatusCode.OK))["name"]!);

        await host.Browser.DoneAsync(Form(conflict));
        var now = await host.Admin.GetAsync("/api/accounts/" + id, HttpStatusCode.OK);
        Assert.Equal(("Mine", "https://one.example"), ((string)now["name"]!, (string)now["website"]!));
    }

    [Fact]
    public async Task List_goes_on_page_by_page_and_counts_when_asked()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var leads = new ChangeSet();
        for (var i = 0; i < 60; i++) leads.Create(new Lead { Name = $"{mark} {i}" });
        await using (var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.User(host.AdminId))) await session.Records.SaveAsync(leads);
        var path = "/crm/leads?filter=" + Uri.EscapeDataString($"name startswith '{mark}'");
        var first = await host.Browser.PageAsync(path);
        Assert.Equal(50, first.QuerySelectorAll("tbody tr").Length);
        var second = await host.Browser.PageAsync(first.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        Assert.Equal(10, second.QuerySelectorAll("tbody tr").Length);
        Assert.Empty(Records(first).Intersect(Records(second)));
        Assert.Contains("60 in all", first.QuerySelector(".card-footer")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filter_that_cannot_be_read_stays_in_its_box_with_what_is_wrong()
    {
        var page = await host.Browser.PageAsync("/crm/leads?filter=" + Uri.EscapeDataString("name = 'x'"), HttpStatusCode.BadRequest);
        Assert.Equal("name = 'x'", page.QuerySelector("[name=filter]")!.GetAttribute("value"));
        Assert.Equal("filter.syntax", page.QuerySelector("[role=alert] li")!.GetAttribute("data-code"));
    }

    private static IEnumerable<string> Records(AngleSharp.Html.Dom.IHtmlDocument list) => list.QuerySelectorAll("tbody tr").Select(r => r.QuerySelector("a")!).Select(a => a.GetAttribute("href")!);

    private static AngleSharp.Dom.IElement Form(AngleSharp.Html.Dom.IHtmlDocument page) => page.QuerySelector("main form[method=post]")!;
}
