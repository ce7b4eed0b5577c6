using System.Net;
using AngleSharp.Dom;
using CrmKit.AspNetCore;
using CrmKit.Cases;
using CrmKit.Knowledge;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>What is known already, beside the case that asks for it.</summary>
public sealed class KnowledgePageTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task Articles_that_fit_stand_beside_a_case_and_one_click_says_that_one_helped()
    {
        var (me, browser) = await host.BrowserOfAsync("service-agent");
        var article = await SaveAsync(host.AdminId, Published("Gearbox whistles in the cold", "Change the oil."));
        await SaveAsync(host.AdminId, new KnowledgeArticle { Title = "Gearbox whistles: not finished" });
        var id = await SaveAsync(me, new SupportCase { Subject = "Gearbox whistles" });
        foreach (var place in new[] { $"/crm/cases/{id}", $"/crm/_cases?case={id}" })
        {
            var card = (await browser.PageAsync(place)).QuerySelector("[data-part=articles]")!;
            var address = card.QuerySelector("[hx-get]")!.GetAttribute("hx-get")!;
            Assert.Equal(address, card.QuerySelector("a")!.GetAttribute("href")); // also without scripts
            var line = Assert.Single((await browser.PageAsync(address)).QuerySelectorAll("[data-article]"));
            Assert.Equal(("Gearbox whistles in the cold", $"/crm/knowledge-articles/{article}"), (line.QuerySelector("a")!.TextContent, line.QuerySelector("a")!.GetAttribute("href")));
            Assert.Equal("Change the oil.", line.QuerySelector("p")!.TextContent);
            Assert.Equal(place, await browser.DoneAsync(line.QuerySelector("form")!)); // noted, and the second time taken back
        }
        Assert.Equal(0, await HelpedAsync(article));
        var list = await browser.PageAsync($"/crm/cases/{id}/_articles");
        Assert.Equal($"/crm/cases/{id}", await browser.DoneAsync(list.QuerySelector("[data-article] form")!));
        Assert.Equal($"/crm/cases/{id}", await browser.DoneAsync(list.QuerySelector("[data-article] form")!)); // a second click says nothing new
        Assert.Equal(1, await HelpedAsync(article));
        list = await browser.PageAsync($"/crm/cases/{id}/_articles", language: "zh-CN");
        Assert.Equal(("可能有帮助的文章", "有帮助", "已帮助 1 次"), (list.QuerySelector("h1")!.TextContent, list.QuerySelector("[aria-pressed=true]")!.TextContent, list.QuerySelector("[data-article] .crm-line .crm-muted")!.TextContent));
    }

    [Fact]
    public async Task Article_is_put_into_the_answer_by_one_click()
    {
        var (me, browser) = await host.BrowserOfAsync("service-agent");
        var article = await SaveAsync(host.AdminId, Published("Lantern flickers", "Clean the wick."));
        var draft = await SaveAsync(host.AdminId, new KnowledgeArticle { Title = "Lantern secret" });
        var id = await SaveAsync(me, new SupportCase { Subject = "Lantern flickers" });
        var reply = (await browser.PageAsync($"/crm/cases/{id}/_articles")).QuerySelector($"[data-article='{article}'] a.btn")!.GetAttribute("href")!;
        Assert.EndsWith("#log", reply, StringComparison.Ordinal);
        var form = (await browser.PageAsync(reply)).QuerySelector("#log form")!;
        Assert.Equal("Lantern flickers", form.QuerySelector("[name=subject]")!.GetAttribute("value"));
        var body = form.QuerySelector("textarea")!.TextContent;
        Assert.Contains("Clean the wick.", body, StringComparison.Ordinal);
        Assert.Contains($"/crm/knowledge-articles/{article}", body, StringComparison.Ordinal);
        Assert.Equal($"/crm/cases/{id}", await browser.DoneAsync(form));
        Assert.Contains("Lantern flickers", (await browser.PageAsync($"/crm/cases/{id}")).QuerySelector(".crm-timeline, #timeline, [data-part=timeline]")?.TextContent ?? (await browser.PageAsync($"/crm/cases/{id}")).Body!.TextContent, StringComparison.Ordinal);

        var (rep, seller) = await host.BrowserOfAsync("sales-rep");
        var theirs = await SaveAsync(rep, new SupportCase { Subject = "Lantern of a customer" });
        Assert.Equal("", (await seller.PageAsync($"/crm/cases/{theirs}?article={draft}")).QuerySelector("#log [name=subject]")!.GetAttribute("value") ?? ""); // what one may not read goes nowhere
        Assert.NotNull((await seller.PageAsync($"/crm/cases/{theirs}?article=none")).QuerySelector("#log"));
    }

    [Fact]
    public async Task Where_none_fits_those_who_may_write_one_out_of_the_case()
    {
        var (me, browser) = await host.BrowserOfAsync("service-agent");
        var id = await SaveAsync(me, new SupportCase { Subject = "Quixotic windmill stands still", Description = "No wind?", Category = "defect" });
        var page = await browser.PageAsync($"/crm/cases/{id}/_articles");
        Assert.Equal("No article fits this case yet.", page.QuerySelector("[data-suggestions] p")!.TextContent);
        var form = (await browser.PageAsync(page.QuerySelector("[data-suggestions] .card-footer a")!.GetAttribute("href")!)).QuerySelector("form[data-form], form.crm-form, main form[method=post]")!;
        Assert.Contains(form.QuerySelectorAll("input"), i => i.GetAttribute("value") == "Quixotic windmill stands still");
        Assert.Contains("No wind?", form.TextContent, StringComparison.Ordinal);

        var (rep, seller) = await host.BrowserOfAsync("sales-rep");
        var theirs = await SaveAsync(rep, new SupportCase { Subject = "Quixotic windmill turns" });
        Assert.Null((await seller.PageAsync($"/crm/cases/{theirs}/_articles")).QuerySelector(".card-footer a"));
    }

    [Fact]
    public async Task Who_reads_no_articles_or_no_case_is_shown_none()
    {
        var id = await SaveAsync(host.AdminId, new SupportCase { Subject = "Unseen" });
        var (_, browser) = await host.BrowserOfAsync("sales-rep");
        await browser.PageAsync($"/crm/cases/{id}/_articles", HttpStatusCode.NotFound);
        await host.Browser.PageAsync($"/crm/accounts/{Guid.NewGuid()}/_articles", HttpStatusCode.NotFound);
        var form = (await host.Browser.PageAsync($"/crm/cases/{id}")).QuerySelector("form.crm-log")!;
        form.SetAttribute("action", $"/crm/cases/{id}/_articles");
        await host.Browser.SubmitAsync(form, HttpStatusCode.BadRequest, ("article", "none"));
        await host.Browser.SubmitAsync(form, HttpStatusCode.BadRequest, ("article", ""));
    }

    [Fact]
    public async Task S103_suggestions_of_a_case_come_over_the_api()
    {
        var article = await SaveAsync(host.AdminId, Published("Zeppelin loses height", "More gas."));
        var id = await SaveAsync(host.AdminId, new SupportCase { Subject = "Zeppelin loses height" });
        await host.Admin.CreateAsync("case-articles", $$"""{"caseId":"{{id}}","articleId":"{{article}}"}""");
        var item = Assert.Single((await host.Admin.GetAsync($"/api/cases/{id}/articles?size=1", HttpStatusCode.OK))["items"]!.AsArray())!;
        Assert.Equal((article.ToString(), true, 1), ((string)item["article"]!["id"]!, (bool)item["hasHelped"]!, (int)item["article"]!["helpedCount"]!));
        Assert.Equal("knowledge.size", (string)(await host.Admin.GetAsync($"/api/cases/{id}/articles?size=0", HttpStatusCode.BadRequest))["code"]!);
        await host.Admin.GetAsync($"/api/cases/{Guid.NewGuid()}/articles", HttpStatusCode.NotFound);
    }

    private static KnowledgeArticle Published(string title, string body) => new() { Title = title, Body = body, Status = ArticleStatus.Published };

    private async Task<int> HelpedAsync(Guid article)
    {
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.User(host.AdminId));
        return (await session.Records.GetAsync<KnowledgeArticle>(article)).HelpedCount;
    }

    private async Task<Guid> SaveAsync<T>(Guid owner, T record) where T : Records.Record
    {
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.User(owner));
        return (await session.Records.CreateAsync(record)).Id;
    }
}
