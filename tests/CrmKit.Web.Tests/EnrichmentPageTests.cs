using System.Net;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

/// <summary>What could be filled in of a record, beside what it holds.</summary>
public sealed class EnrichmentPageTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task S49_what_is_ticked_is_taken_over_and_nothing_else()
    {
        var domain = $"e{Guid.NewGuid().ToString("N")[..8]}.de";
        var account = await host.Admin.CreateAsync("accounts", $$"""{"name":"Known <b>Ltd</b>","emailDomain":"{{domain}}","city":"Bonn"}""");
        var contact = await host.Admin.CreateAsync("contacts", $$"""{"lastName":"Lovelace","email":"ada.lovelace@{{domain}}"}""");
        var place = (await host.Browser.PageAsync("/crm/contacts/" + contact)).QuerySelector("[data-part=enrichment]")!.GetAttribute("href")!;
        var page = await host.Browser.PageAsync(place);
        var rows = page.QuerySelectorAll("main tbody tr").ToDictionary(r => r.QuerySelector("input[type=checkbox]")!.GetAttribute("name")!);
        Assert.Equal(["take:accountId:address", "take:city:address", "take:country:address", "take:firstName:address"], rows.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("Known <b>Ltd</b>", rows["take:accountId:address"].TextContent, StringComparison.Ordinal); // texts are texts
        Assert.Equal("/crm/accounts/" + account, rows["take:accountId:address"].QuerySelector("a")!.GetAttribute("href"));
        Assert.Contains("90", rows["take:accountId:address"].TextContent, StringComparison.Ordinal);
        Assert.All(rows.Values, r => Assert.False(r.QuerySelector("input")!.HasAttribute("checked"))); // nothing is taken over unseen
        Assert.Contains("郵件地址看起來像姓名", (await host.Browser.PageAsync(place, language: "zh-TW")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        var form = page.QuerySelector("main form[method=post]")!;
        var refused = await host.Browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("/crm/contacts/" + contact, await host.Browser.DoneAsync(refused.QuerySelector("main form[method=post]")!, ("take:accountId:address", "true"), ("take:city:address", "true")));
        var now = await host.Admin.GetAsync("/api/contacts/" + contact, HttpStatusCode.OK);
        Assert.Equal((account, "Bonn", null, null), ((string)now["accountId"]!, (string)now["city"]!, now["firstName"], now["country"]));
        await host.Browser.SubmitAsync(form, HttpStatusCode.Conflict, ("take:firstName:address", "true")); // looked at before somebody changed it

        var (_, reader) = await host.BrowserOfAsync("reader");
        Assert.Null((await reader.PageAsync("/crm/contacts/" + contact)).QuerySelector("[data-part=enrichment]"));
        await reader.PageAsync(place, HttpStatusCode.Forbidden);
        await host.Browser.PageAsync($"/crm/products/{await host.Admin.CreateAsync("products", """{"name":"Lamp"}""")}/_enrichment", HttpStatusCode.NotFound);
    }
}
