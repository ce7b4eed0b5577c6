using System.Net;
using AngleSharp.Dom;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

public sealed class PersonalTests(WebHost host) : IClassFixture<WebHost>
{
    [Theory]
    [InlineData("contacts", """{"firstName":"Zerbinetta","lastName":"Quastenflosser","email":"zerbi@opera.example"}""")]
    [InlineData("leads", """{"name":"Zerbinetta Quastenflosser","email":"zerbi@opera.example"}""")]
    public async Task S169_What_is_kept_about_a_person_is_downloaded_from_the_persons_page(string plural, string values)
    {
        var id = await host.Admin.CreateAsync(plural, values);
        var page = await OpenAsync(plural, id);
        using var file = await host.Browser.SubmitAsync(page.QuerySelector("form[data-part=export]")!);
        Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
        var text = await file.Content.ReadAsStringAsync();
        Assert.Contains("zerbi@opera.example", text, StringComparison.Ordinal);
        Assert.Contains("Quastenflosser", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A100_A_person_is_erased_once_why_is_said_and_the_name_is_typed()
    {
        var account = await host.Admin.CreateAsync("accounts", """{"name":"Opera"}""");
        var id = await host.Admin.CreateAsync("contacts", $$"""{"firstName":"Ariadne","lastName":"Naxos","accountId":"{{account}}"}""");
        await host.Admin.CreateAsync("notes", $$"""{"subject":"Bacchus","regardingType":"contact","regardingId":"{{id}}"}""");
        await host.Admin.CreateAsync("cases", $$"""{"subject":"Lost thread","accountId":"{{account}}","contactId":"{{id}}"}""");
        var page = await OpenAsync("contacts", id);
        var forecast = page.QuerySelector("[data-part=forecast]")!.TextContent;
        Assert.Contains("Contacts: 1 lose all", forecast, StringComparison.Ordinal);
        Assert.Contains("Notes: 1 about nobody else", forecast, StringComparison.Ordinal);
        Assert.Contains("Cases: 1 stay", forecast, StringComparison.Ordinal);

        var form = page.QuerySelector("form[data-part=erase]")!;
        var name = page.QuerySelector("p a")!.TextContent;
        var unsaid = await host.Browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity, ("confirm", name));
        Assert.NotNull(unsaid.QuerySelector("[data-code='field.required']"));
        var mistyped = await host.Browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity, ("ground", "request"), ("confirm", "Ariadne"));
        Assert.NotNull(mistyped.QuerySelector("[data-code='field.type']"));
        Assert.Equal("request", mistyped.QuerySelector("#ground option[selected]")!.GetAttribute("value"));
        await host.Browser.PageAsync("/crm/contacts/" + id); // nothing happened yet

        var done = await host.Browser.SubmitAsync(form, HttpStatusCode.OK, ("ground", "request"), ("confirm", name));
        Assert.NotNull(done.QuerySelector("[data-part=erased]"));
        Assert.DoesNotContain("Naxos", (await host.Browser.PageAsync("/crm/contacts/" + id)).Body!.TextContent, StringComparison.Ordinal);
        var audit = await host.Admin.GetStringAsync("/api/audit?type=audit-erasure&size=1");
        Assert.Contains("personal data erased: request", audit, StringComparison.Ordinal);
        Assert.DoesNotContain("Naxos", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_administer_people_is_neither_offered_nor_let_in()
    {
        var id = await host.Admin.CreateAsync("contacts", """{"lastName":"Echo"}""");
        var (_, manager) = await host.BrowserOfAsync("sales-manager");
        Assert.Null((await manager.PageAsync("/crm/contacts/" + id)).QuerySelector("a[href$=_personal]"));
        var refused = await manager.PageAsync($"/crm/contacts/{id}/_personal", HttpStatusCode.Forbidden);
        Assert.NotNull(refused.QuerySelector("[data-code='person.forbidden']"));
        var own = (await OpenAsync("contacts", id)).QuerySelector("form[data-part=erase]")!;
        using var stolen = await manager.SubmitAsync(own, ("ground", "request"), ("confirm", "Echo"));
        Assert.False(stolen.IsSuccessStatusCode);
        Assert.Equal("Echo", (await host.Browser.PageAsync("/crm/contacts/" + id)).QuerySelector("h1")!.TextContent.Trim());

        var account = await host.Admin.CreateAsync("accounts", """{"name":"No person"}""");
        Assert.Null((await host.Browser.PageAsync("/crm/accounts/" + account)).QuerySelector("a[href$=_personal]"));
        var none = await host.Browser.SendAsync(HttpMethod.Get, $"/crm/accounts/{account}/_personal");
        Assert.Contains("person.type", await none.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_speaks_Chinese_of_both_scripts_and_deleted_people_have_one_too()
    {
        var id = await host.Admin.CreateAsync("contacts", """{"lastName":"梅"}""");
        await host.Browser.DoneAsync((await host.Browser.PageAsync("/crm/contacts/" + id)).QuerySelector("form[action$=_delete]")!);
        Assert.NotNull((await host.Browser.PageAsync("/crm/contacts/" + id)).QuerySelector("a[href$=_personal]"));
        Assert.Contains("梅 的个人信息", (await host.Browser.PageAsync($"/crm/contacts/{id}/_personal", language: "zh-CN")).QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("梅 的個人資料", (await host.Browser.PageAsync($"/crm/contacts/{id}/_personal", language: "zh-TW")).QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
    }

    private async Task<IDocument> OpenAsync(string plural, string id)
    {
        var link = (await host.Browser.PageAsync($"/crm/{plural}/{id}")).QuerySelector("a[href$=_personal]")!.GetAttribute("href")!;
        return await host.Browser.PageAsync(link);
    }
}
