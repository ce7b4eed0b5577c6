using System.Net;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

public sealed class CommerceTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task Quote_is_written_in_the_line_editor_sent_revised_and_shown_in_its_chain()
    {
        var account = await host.Admin.CreateAsync("accounts", """{"name":"Acme"}""");
        var quote = await host.Admin.CreateAsync("quotes", $$"""{"name":"Pumps","accountId":"{{account}}"}""");
        var lines = await host.Browser.PageAsync($"/crm/quotes/{quote}/_lines");
        await host.Browser.DoneAsync(lines.QuerySelector("form.crm-lines")!, ("l0.description", "Pump"), ("l0.quantity", "3"), ("l0.unitPrice", "100"), ("act", "save"));
        var page = await host.Browser.PageAsync("/crm/quotes/" + quote);
        Assert.StartsWith("300.00", page.QuerySelector("[data-total=total] dd")!.TextContent.Trim(), StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("a[href$='to=quote']")); // a draft is changed as it is
        Assert.Contains("300.00", Assert.Single((await host.Browser.PageAsync($"/crm/_boards/quote.standard?filter=id eq '{quote}'")).QuerySelectorAll("[data-card]")).TextContent, StringComparison.Ordinal); // what it comes to

        await host.Admin.JsonAsync("POST", $"/api/quotes/{quote}/stage", """{"stage":"sent"}""");
        page = await host.Browser.PageAsync("/crm/quotes/" + quote, language: "zh-CN");
        Assert.Equal("修订", page.QuerySelector("a[href$='to=quote']")!.TextContent);
        lines = await host.Browser.PageAsync($"/crm/quotes/{quote}/_lines");
        Assert.NotNull((await host.Browser.SubmitAsync(lines.QuerySelector("form.crm-lines")!, HttpStatusCode.UnprocessableEntity, ("l0.quantity", "4"), ("act", "save"))).QuerySelector("[data-code='quote.fixed']"));
        var revision = (string)(await host.Admin.JsonAsync("POST", $"/api/quotes/{quote}/convert", """{"to":"quote"}"""))["target"]!["id"]!;
        Assert.NotNull((await host.Browser.PageAsync("/crm/quotes/" + revision)).QuerySelector($"a[href='/crm/quotes/{quote}']"));
    }

    [Fact]
    public async Task Document_is_shown_to_be_printed_without_running_or_fetching_anything_and_kept_with_the_record()
    {
        var order = await host.Admin.CreateAsync("orders", """{"name":"Machine"}""");
        var page = await host.Browser.PageAsync("/crm/orders/" + order);
        Assert.Equal(["Order", "Payment plan", "Delivery note"], page.QuerySelectorAll("#documents [data-document] span").Select(s => s.TextContent));
        Assert.NotNull(page.QuerySelector($"#documents a[href='/crm/orders/{order}/_documents/core.order']"));
        using (var shown = await host.Browser.SendAsync(HttpMethod.Get, $"/crm/orders/{order}/_documents/core.order"))
        {
            Assert.Equal(("inline", "text/html"), (shown.Content.Headers.ContentDisposition!.DispositionType, shown.Content.Headers.ContentType!.MediaType));
            Assert.Equal("sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:", Assert.Single(shown.Headers.GetValues("Content-Security-Policy")));
            Assert.Contains("Machine", await shown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
        await host.Browser.DoneAsync(page.QuerySelector("#documents form")!);
        Assert.Contains("order-machine.html", (await host.Browser.PageAsync("/crm/orders/" + order)).Body!.TextContent, StringComparison.Ordinal);

        var (_, reader) = await host.BrowserOfAsync("reader");
        page = await reader.PageAsync("/crm/orders/" + order);
        Assert.NotNull(page.QuerySelector("#documents a"));
        Assert.Null(page.QuerySelector("#documents form"));
    }

    [Fact]
    public async Task Steps_of_delivery_are_added_changed_and_reached_on_the_page_of_the_order()
    {
        var order = await host.Admin.CreateAsync("orders", """{"name":"Machine"}""");
        await host.Admin.CreateAsync("fulfilment-milestones", $$"""{"orderId":"{{order}}","name":"Built","position":1,"plannedOn":"2020-01-31"}""");
        var page = await host.Browser.PageAsync("/crm/orders/" + order);
        await host.Browser.DoneAsync(page.QuerySelector("#milestones > form")!, ("f.name", "Shipped"), ("f.plannedOn", "2099-12-31"));
        page = await host.Browser.PageAsync("/crm/orders/" + order);
        Assert.Equal(["late", "planned"], page.QuerySelectorAll("[data-milestone]").Select(r => r.GetAttribute("data-milestone")));
        await host.Browser.DoneAsync(page.QuerySelector("[data-milestone=late] form")!, ("act", "reached"));
        await host.Browser.DoneAsync(page.QuerySelector("[data-milestone=planned] form")!, ("f.name", "Sent off"), ("f.reachedOn", "2020-02-01"));
        page = await host.Browser.PageAsync("/crm/orders/" + order);
        Assert.Equal([("done-late", "Built"), ("done", "Sent off")], page.QuerySelectorAll("[data-milestone]").Select(r => (r.GetAttribute("data-milestone")!, r.QuerySelector("a")!.TextContent)));
        Assert.Null(page.QuerySelector("#fulfilment-milestone-orderId")); // once is enough

        var refused = await host.Browser.SubmitAsync(page.QuerySelector("#milestones > form")!, HttpStatusCode.UnprocessableEntity, ("f.plannedOn", "2099-12-31"));
        Assert.NotNull(refused.QuerySelector("[data-code='field.required']"));
        var (_, reader) = await host.BrowserOfAsync("reader");
        Assert.Empty((await reader.PageAsync("/crm/orders/" + order)).QuerySelectorAll("#milestones form"));
    }

    [Fact]
    public async Task S94_goods_are_handed_over_in_parts_on_the_page_of_the_order_printed_and_cancelled()
    {
        var order = await host.Admin.CreateAsync("orders", """{"name":"Machines"}""");
        Assert.Null((await host.Browser.PageAsync("/crm/orders/" + order)).QuerySelector("#deliveries")); // nothing can be handed over yet
        foreach (var line in new[] { ("Pump", 5), ("Hose", 2) }) await host.Admin.CreateAsync("order-lines", $$"""{"orderId":"{{order}}","description":"{{line.Item1}}","quantity":{{line.Item2}},"unitPrice":10}""");
        var page = await host.Browser.PageAsync("/crm/orders/" + order);
        var inputs = page.QuerySelectorAll("[data-deliver] input[inputmode]").Select(i => i.GetAttribute("name")!).ToList();
        var refused = await host.Browser.SubmitAsync(page.QuerySelector("[data-deliver] form")!, HttpStatusCode.UnprocessableEntity, (inputs[0], ""), (inputs[1], "0"));
        Assert.NotNull(refused.QuerySelector("[data-code='order.nothing-delivered']"));
        refused = await host.Browser.SubmitAsync(page.QuerySelector("[data-deliver] form")!, HttpStatusCode.UnprocessableEntity, (inputs[0], "6"), (inputs[1], ""));
        Assert.NotNull(refused.QuerySelector("[data-code='order.delivery-exceeds-line']"));

        await host.Browser.DoneAsync(page.QuerySelector("[data-deliver] form")!, (inputs[0], "3"), (inputs[1], ""), ("f.carrier", "Own van"));
        page = await host.Browser.PageAsync("/crm/orders/" + order);
        Assert.Equal([("partial", "Pump", "5", "3", "2"), ("none", "Hose", "2", "0", "2")], Lines(page));
        Assert.Contains("Own van", page.QuerySelector("[data-delivery=counts]")!.TextContent, StringComparison.Ordinal);
        await host.Browser.DoneAsync(page.QuerySelector("[data-deliver] form")!); // all that is open stands there already
        page = await host.Browser.PageAsync("/crm/orders/" + order);
        Assert.Equal([("complete", "Pump", "5", "5", "0"), ("complete", "Hose", "2", "2", "0")], Lines(page));
        Assert.Null(page.QuerySelector("[data-deliver]"));
        Assert.Equal("complete", (string)(await host.Admin.GetAsync("/api/orders/" + order, HttpStatusCode.OK))["deliveryState"]!);

        using (var note = await host.Browser.SendAsync(HttpMethod.Get, page.QuerySelectorAll("[data-delivery] a").Single(a => a.TextContent == "Delivery note" && a.ParentElement!.ParentElement!.TextContent.Contains("Own van", StringComparison.Ordinal)).GetAttribute("href")!))
        {
            var text = await note.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("Pump", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Hose", text, StringComparison.Ordinal);
        }
        await host.Browser.DoneAsync(page.QuerySelectorAll("[data-delivery=counts]").Single(d => d.TextContent.Contains("Own van", StringComparison.Ordinal)).QuerySelector("form")!, ("act", "cancel"));
        page = await host.Browser.PageAsync("/crm/orders/" + order, language: "zh-CN");
        Assert.Equal([("partial", "Pump", "5", "2", "3"), ("complete", "Hose", "2", "2", "0")], Lines(page));
        Assert.Contains("取消", page.QuerySelector("[data-delivery=cancelled]")!.TextContent, StringComparison.Ordinal);
        await host.Browser.DoneAsync(page.QuerySelector("[data-delivery=cancelled] form")!, ("act", "reinstate"));
        page = await host.Browser.PageAsync("/crm/orders/" + order);
        Assert.Null(page.QuerySelector("[data-delivery=cancelled]"));
        var (_, reader) = await host.BrowserOfAsync("reader");
        Assert.Empty((await reader.PageAsync("/crm/orders/" + order)).QuerySelectorAll("#deliveries form"));

        static IEnumerable<(string, string, string, string, string)> Lines(AngleSharp.Dom.IDocument page) => page.QuerySelectorAll("[data-delivered]")
            .Select(r => (r.GetAttribute("data-delivered")!, r.Children[0].TextContent.Trim(), r.Children[1].TextContent, r.Children[2].TextContent, r.Children[3].TextContent));
    }

    [Fact]
    public async Task Versions_of_a_contract_show_what_changed_and_are_proposed_and_agreed()
    {
        var contract = await host.Admin.CreateAsync("contracts", """{"name":"Supply"}""");
        var page = await host.Browser.PageAsync("/crm/contracts/" + contract);
        await host.Browser.DoneAsync(page.QuerySelector("#versions form")!, ("f.summary", "First"), ("f.text", "Price 100\nDelivery in May\nLaw of Austria"));
        page = await host.Browser.PageAsync("/crm/contracts/" + contract);
        var next = page.QuerySelector("#versions details.card-body form")!;
        Assert.Contains("Delivery in May", next.QuerySelector("textarea")!.TextContent, StringComparison.Ordinal); // what was there is where one goes on
        await host.Browser.DoneAsync(next, ("f.summary", "Cheaper"), ("f.text", "Price 90\nDelivery in May\nLaw of Austria"));
        page = await host.Browser.PageAsync("/crm/contracts/" + contract);
        var second = page.QuerySelector("[data-version='2']")!;
        Assert.Equal(("Price 100", "Price 90"), (second.QuerySelector("[data-diff=gone]")!.TextContent, second.QuerySelector("[data-diff=come]")!.TextContent));
        Assert.DoesNotContain("Law of Austria", second.QuerySelector("details")!.TextContent, StringComparison.Ordinal);

        await host.Browser.DoneAsync(second.QuerySelector("form")!, ("status", "proposed"));
        page = await host.Browser.PageAsync("/crm/contracts/" + contract);
        await host.Browser.DoneAsync(page.QuerySelector("[data-version='2'] form")!, ("status", "agreed"));
        page = await host.Browser.PageAsync("/crm/contracts/" + contract);
        Assert.Null(page.QuerySelector("[data-version='2'] form"));
        var refused = await host.Browser.SubmitAsync(page.QuerySelector("[data-version='1'] form")!, HttpStatusCode.UnprocessableEntity, ("status", "agreed"));
        Assert.NotNull(refused.QuerySelector("[data-code='contract.version-agreed']"));
    }
}
