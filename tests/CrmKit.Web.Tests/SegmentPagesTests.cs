using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

/// <summary>S120, S121: live lists and snapshots, put together and looked at as pages.</summary>
public sealed class SegmentPagesTests(WebHost host) : IClassFixture<WebHost>
{
    private readonly string _mark = "s" + Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public async Task S120_live_list_is_put_together_from_fields_and_related_records_kept_and_follows_changes()
    {
        var (buyer, other) = (await host.Admin.CreateAsync("accounts", $$"""{"name":"Buyer {{_mark}}","city":"{{_mark}}"}"""), await host.Admin.CreateAsync("accounts", $$"""{"name":"Other {{_mark}}","city":"{{_mark}}"}"""));
        await host.Admin.CreateAsync("orders", $$"""{"name":"First","accountId":"{{buyer}}"}""");
        var page = await LedAsync("/crm/_segments?of=account");
        page = await AskAsync(page.QuerySelector(".crm-filter")!, ("add", "city"), ("again", "1"));
        page = await AskAsync(page.QuerySelector(".crm-filter")!, ("w0.op", "eq"), ("w0.value", _mark));
        Assert.Contains("2", page.QuerySelector("[data-part=matching]")!.TextContent, StringComparison.Ordinal);

        page = await AskAsync(Part(page, "relation"), ("relation", "orders"));
        Assert.Contains("Orders", page.QuerySelector("h2")!.TextContent, StringComparison.Ordinal);
        page = await AskAsync(page.QuerySelector(".crm-filter")!, ("add", "name"), ("again", "1"));
        page = await AskAsync(page.QuerySelector(".crm-filter")!, ("w0.op", "eq"), ("w0.value", "First"));
        page = await AskAsync(Part(page, "attach"), ("how", "any"));
        Assert.Equal("any(orders, name eq 'First')", page.QuerySelector("[data-part=condition] code")!.TextContent);
        var address = await host.Browser.DoneAsync(Part(page, "keep"), ("name", "Buyers " + _mark), ("sharing", "all"));
        Assert.Equal(["/crm/accounts/" + buyer], await MembersAsync(address, 1));
        Assert.Equal($"city eq '{_mark}' and any(orders, name eq 'First')", (string)(await host.Admin.GetAsync("/api/segments/" + address.Split('/')[^1], HttpStatusCode.OK))["filter"]!);

        await host.Admin.CreateAsync("orders", $$"""{"name":"First","accountId":"{{other}}"}""");
        await MembersAsync(address, 2);
        Assert.Contains("Buyers " + _mark, (await host.Browser.PageAsync("/crm/accounts/" + other)).QuerySelector("[data-part=segments]")!.TextContent, StringComparison.Ordinal);
        var row = (await host.Browser.PageAsync("/crm/_segments", language: "zh-CN")).QuerySelectorAll("tbody tr").Single(r => r.TextContent.Contains("Buyers " + _mark, StringComparison.Ordinal));
        Assert.Contains("动态", row.TextContent, StringComparison.Ordinal);

        page = await host.Browser.PageAsync(address + "/_edit");
        Assert.Equal("city", page.QuerySelector("[data-row]")!.GetAttribute("data-row")); // rows and the rest are told apart again
        page = await LedAsync(page.QuerySelector("[data-part=condition] a")!.GetAttribute("href")!);
        await host.Browser.DoneAsync(Part(page, "keep"), ("name", "All of " + _mark));
        await host.Browser.DoneAsync(Form(await host.Browser.PageAsync(address), "remove"));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Browser.SendAsync(HttpMethod.Get, address)).StatusCode);
    }

    [Fact]
    public async Task S120_snapshot_keeps_who_was_in_it_and_takes_and_gives_records_by_hand()
    {
        var (first, second) = (await host.Admin.CreateAsync("leads", $$"""{"name":"First {{_mark}}","city":"{{_mark}}"}"""), await host.Admin.CreateAsync("leads", $$"""{"name":"Second {{_mark}}"}"""));
        var list = await host.Browser.PageAsync($"/crm/leads?filter=city eq '{_mark}'");
        var page = await LedAsync(list.QuerySelectorAll(".crm-views a").Single(a => a.GetAttribute("href")!.StartsWith("/crm/_segments/new", StringComparison.Ordinal)).GetAttribute("href")!);
        var refused = await host.Browser.SubmitAsync(Part(page, "keep"), HttpStatusCode.UnprocessableEntity, ("name", ""));
        Assert.NotNull(refused.QuerySelector("[data-code='segment.name']"));
        var live = await host.Browser.DoneAsync(Part(page, "keep"), ("name", "Live " + _mark));
        var kept = await host.Browser.DoneAsync(Form(await host.Browser.PageAsync(live), "snapshot"));
        Assert.Equal(["/crm/leads/" + first], await MembersAsync(kept, 1));

        await host.Browser.SubmitAsync(Form(await host.Browser.PageAsync(kept), "add"), HttpStatusCode.UnprocessableEntity, ("record", "Nobody " + _mark));
        await host.Browser.DoneAsync(Form(await host.Browser.PageAsync(kept), "add"), ("record", "Second " + _mark));
        Assert.Equal(2, Members(await host.Browser.PageAsync(kept)).Count);
        var take = (await host.Browser.PageAsync(kept)).QuerySelectorAll("form[data-act=take]").Single(f => f.InnerHtml.Contains(first.ToString(), StringComparison.Ordinal));
        await host.Browser.DoneAsync(take);
        Assert.Equal(["/crm/leads/" + second], Members(await host.Browser.PageAsync(kept)));
        Assert.Null((await host.Browser.PageAsync(kept + "/_edit")).QuerySelector(".crm-filter")); // who was in it stays
        await host.Browser.DoneAsync(Part(await host.Browser.PageAsync(kept + "/_edit"), "keep"), ("name", "Renamed " + _mark));
    }

    [Fact]
    public async Task S121_what_somebody_saw_or_bought_and_when_a_day_comes_round_are_conditions_like_others()
    {
        foreach (var (type, filter) in new[] { ("contact", "any(behaviour-events, page eq '/pricing' and at ge today(-30)) and bornOn recurs week()"), ("account", "any(orders, any(order-lines, product.name eq 'X')) and none(orders, any(order-lines, product.name eq 'Y'))"), ("lead", "none(phone-calls, createdAt ge today(-30)) and (city eq 'Bonn' or city eq 'Ulm')") })
        {
            var page = await LedAsync($"/crm/_segments/new?type={type}&text={Uri.EscapeDataString(filter)}");
            Assert.Empty(page.QuerySelectorAll("[data-code]"));
            var address = await host.Browser.DoneAsync(Part(page, "keep"), ("name", type + _mark));
            Assert.Equal(200, (int)(await host.Browser.SendAsync(HttpMethod.Get, address)).StatusCode);
        }
        var wrong = await host.Browser.PageAsync("/crm/_segments/new?type=lead&draft=1&part=nonsense eq 1", HttpStatusCode.BadRequest);
        Assert.NotNull(wrong.QuerySelector("[data-code='filter.field-unknown']"));
    }

    [Fact]
    public async Task Segments_of_others_are_neither_listed_nor_shown_and_shared_ones_show_only_what_one_may_read()
    {
        var lead = await host.Admin.CreateAsync("leads", $$"""{"name":"Hidden {{_mark}}","city":"{{_mark}}"}""");
        await host.Admin.JsonAsync("POST", $"/api/leads/{lead}/claim");
        var ids = new List<string>();
        foreach (var sharing in new[] { "private", "all" }) ids.Add(await host.Admin.CreateAsync("segments", $$"""{"recordType":"lead","name":"{{sharing}} {{_mark}}","filter":"city eq '{{_mark}}'","sharing":"{{sharing}}"}"""));
        await MembersAsync("/crm/_segments/" + ids[1], 1);
        var (_, rep) = await host.BrowserOfAsync("sales-rep");
        var shown = (await rep.PageAsync("/crm/_segments")).QuerySelector("main")!.TextContent;
        Assert.Contains("all " + _mark, shown, StringComparison.Ordinal);
        Assert.DoesNotContain("private " + _mark, shown, StringComparison.Ordinal);
        await rep.PageAsync("/crm/_segments/" + ids[0], HttpStatusCode.NotFound);
        var page = await rep.PageAsync("/crm/_segments/" + ids[1]);
        Assert.Empty(Members(page));
        Assert.Null(page.QuerySelector("form[data-act=remove]"));
        var (_, nobody) = await host.BrowserOfAsync("");
        await nobody.PageAsync("/crm/_segments", HttpStatusCode.Forbidden);
    }

    private async Task<IHtmlDocument> LedAsync(string address)
    {
        using var response = await host.Browser.SendAsync(HttpMethod.Get, address);
        return await host.Browser.PageAsync(response.StatusCode == HttpStatusCode.SeeOther ? response.Headers.Location!.ToString() : address);
    }

    // A form that asks: its answer is a page, or leads to one.
    private Task<IHtmlDocument> AskAsync(IElement form, params (string Name, string Value)[] changes)
    {
        var fields = form.QuerySelectorAll("input[name],select[name]").Where(f => changes.All(c => c.Name != f.GetAttribute("name"))).Select(f => (f.GetAttribute("name")!, (f as IHtmlInputElement)?.Value ?? (f as IHtmlSelectElement)?.Value ?? ""));
        return LedAsync(form.GetAttribute("action") + "?" + string.Join('&', fields.Concat(changes).Select(f => $"{f.Item1}={Uri.EscapeDataString(f.Item2)}")));
    }

    // The host fills and follows by itself, a moment later.
    private async Task<IReadOnlyList<string>> MembersAsync(string address, int expected)
    {
        for (var tries = 0; ; tries++)
        {
            var page = await host.Browser.PageAsync(address);
            if (Members(page) is var members && members.Count == expected) return members;
            Assert.True(tries < 300, $"{address} does not come to have {expected} members.");
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }

    private static IReadOnlyList<string> Members(IHtmlDocument page) => [.. page.QuerySelectorAll("main tbody tr td:first-child a").Select(a => a.GetAttribute("href")!)];

    private static IElement Part(IHtmlDocument page, string part) => page.QuerySelector($"form[data-part='{part}']") ?? throw new InvalidOperationException($"No '{part}' on: {page.QuerySelector("main")?.TextContent}");

    private static IElement Form(IHtmlDocument page, string act) => page.QuerySelector($"form[data-act='{act}']") ?? throw new InvalidOperationException($"No form '{act}' on: {page.QuerySelector("main")?.TextContent}");
}
