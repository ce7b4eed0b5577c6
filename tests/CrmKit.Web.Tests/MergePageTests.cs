using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

public sealed class MergePageTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task New_record_that_looks_like_a_stored_one_is_asked_about_before_it_is_saved()
    {
        var mail = $"{Guid.NewGuid():N}@example.com";
        var there = await host.Admin.CreateAsync("contacts", $$"""{"firstName":"Grace","lastName":"Hopper","email":"{{mail}}"}""");
        var form = (await host.Browser.PageAsync("/crm/contacts/_new")).QuerySelector("main form")!;
        var asked = await host.Browser.SubmitAsync(form, HttpStatusCode.Conflict, ("f.firstName", "Grace"), ("f.lastName", "Hopper"), ("f.email", mail));
        var alike = asked.QuerySelector("[data-code='record.duplicate'] [data-part=alike]")!;
        Assert.Equal("/crm/contacts/" + there, alike.QuerySelector("a")!.GetAttribute("href"));
        Assert.Contains(mail, alike.TextContent, StringComparison.Ordinal); // why
        Assert.Equal("Hopper", asked.QuerySelector("[name='f.lastName']")!.GetAttribute("value"));
        Assert.Single((await host.Admin.GetAsync($"/api/contacts?filter=email eq '{mail}'", HttpStatusCode.OK))["items"]!.AsArray());

        await host.Browser.DoneAsync(asked.QuerySelector("main form")!, ("duplicates", "allow"));
        Assert.Equal(2, (await host.Admin.GetAsync($"/api/contacts?filter=email eq '{mail}'", HttpStatusCode.OK))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Two_records_become_one_with_a_choice_per_field_and_are_two_again()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var first = await host.Admin.CreateAsync("accounts", $$"""{"name":"Twice Industries {{mark}}","website":"https://one.example","industry":"Rail"}""");
        var second = await host.Admin.CreateAsync("accounts", $$"""{"name":"Twice Industries {{mark}} Ltd","website":"https://two.example"}""");
        var contact = await host.Admin.CreateAsync("contacts", $$"""{"lastName":"Moves","accountId":"{{second}}"}""");

        var choice = await host.Browser.PageAsync((await host.Browser.PageAsync("/crm/accounts/" + first)).QuerySelector("a[href$=_merge]")!.GetAttribute("href")!);
        Assert.Contains(choice.QuerySelectorAll("[data-part=alike] a"), a => a.GetAttribute("href")!.EndsWith(second, StringComparison.Ordinal));
        choice = await host.Browser.PageAsync($"/crm/accounts/{first}/_merge?q=Twice%20{mark}");
        var pair = await host.Browser.PageAsync(choice.QuerySelectorAll("[data-part=named] a").Single(a => a.GetAttribute("href")!.EndsWith(second, StringComparison.Ordinal)).GetAttribute("href")!);
        Assert.Equal(["https://one.example", "https://two.example"], Row(pair, "side.website").QuerySelectorAll("td").Select(d => d.TextContent.Trim()));
        Assert.True(((IHtmlInputElement)Row(pair, "side.industry").QuerySelector("input")!).IsChecked); // what is filled in is proposed

        var record = await host.Browser.DoneAsync(pair.QuerySelector("main form")!, ("winner", first), ("side.website", second), ("side.name", first), ("side.industry", first));
        Assert.Equal("/crm/accounts/" + first, record);
        var page = await host.Browser.PageAsync(record);
        Assert.Equal("https://two.example", page.QuerySelector("[data-field=website] dd")!.TextContent.Trim());
        Assert.Equal("Rail", page.QuerySelector("[data-field=industry] dd")!.TextContent.Trim());
        Assert.Contains(page.QuerySelectorAll("#contact-accountId a"), a => a.GetAttribute("href")!.EndsWith(contact, StringComparison.Ordinal));
        using (var gone = await host.Browser.SendAsync(HttpMethod.Get, "/crm/accounts/" + second)) Assert.Equal("/crm/accounts/" + first, gone.Headers.Location!.ToString()); // old links lead on

        var undo = page.QuerySelector("[data-part=merged] form")!;
        Assert.Equal("/crm/accounts/" + second, await host.Browser.DoneAsync(undo));
        page = await host.Browser.PageAsync("/crm/accounts/" + second);
        Assert.Equal($"Twice Industries {mark} Ltd", page.QuerySelector("h1")!.TextContent);
        Assert.Contains(page.QuerySelectorAll("#contact-accountId a"), a => a.GetAttribute("href")!.EndsWith(contact, StringComparison.Ordinal));
        Assert.Null((await host.Browser.PageAsync("/crm/accounts/" + first)).QuerySelector("[data-part=merged]"));
        var refused = await host.Browser.SubmitAsync(undo, HttpStatusCode.UnprocessableEntity);
        Assert.NotNull(refused.QuerySelector("[data-code='merge.undone']"));
    }

    [Fact]
    public async Task Merge_of_what_somebody_else_changed_meanwhile_is_refused_and_shown_anew()
    {
        var first = await host.Admin.CreateAsync("accounts", """{"name":"Stale one"}""");
        var second = await host.Admin.CreateAsync("accounts", """{"name":"Stale two"}""");
        var pair = await host.Browser.PageAsync($"/crm/accounts/{first}/_merge?with={second}", language: "zh-CN");
        Assert.Contains("合并 Stale one", pair.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        await host.Admin.JsonAsync("PATCH", "/api/accounts/" + second, """{"industry":"Rail"}""");
        var refused = await host.Browser.SubmitAsync(pair.QuerySelector("main form")!, HttpStatusCode.Conflict, ("winner", first), ("side.name", first));
        Assert.Contains("Rail", Row(refused, "side.industry").TextContent, StringComparison.Ordinal);
        await host.Admin.GetAsync("/api/accounts/" + second, HttpStatusCode.OK);

        var (_, reader) = await host.BrowserOfAsync("reader");
        await reader.PageAsync($"/crm/accounts/{first}/_merge?with={second}", HttpStatusCode.Forbidden);
        Assert.Null((await reader.PageAsync("/crm/accounts/" + first)).QuerySelector("a[href$=_merge]"));
    }

    private static IElement Row(IHtmlDocument page, string name) => page.QuerySelector($"[name='{name}']")!.Closest("tr")!;
}
