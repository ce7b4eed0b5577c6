using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using CrmKit.AspNetCore;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

public sealed class ListTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task Filter_is_built_row_by_row_without_scripts_and_read_back()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        await OpportunityAsync(mark + " small", 10);
        await OpportunityAsync(mark + " big", 5000);
        var page = await host.Browser.PageAsync("/crm/opportunities?orderBy=-amount");
        page = await host.Browser.PageAsync(Built(page, ("add", "name"), ("again", "1")));
        Assert.Equal(["contains", "begins with", "ends with", "is", "is not", "is empty", "is not empty"], page.QuerySelectorAll("[data-row=name] option").Select(o => o.TextContent));
        page = await host.Browser.PageAsync(Built(page, ("w0.op", "startswith"), ("w0.value", mark), ("add", "amount"), ("again", "1")));
        Assert.Equal(mark, page.QuerySelector("[data-row=name] input:not([type=hidden])")!.GetAttribute("value"));
        Assert.Equal(2, page.QuerySelectorAll("tbody tr").Length); // what is filled in holds already

        using var done = await host.Browser.SendAsync(HttpMethod.Get, Built(page, ("w1.op", "ge"), ("w1.value", "100")));
        Assert.Equal(HttpStatusCode.SeeOther, done.StatusCode);
        var address = done.Headers.Location!.ToString();
        Assert.Equal($"/crm/opportunities?filter=name startswith '{mark}' and amount ge 100&orderBy=-amount", Uri.UnescapeDataString(address));
        page = await host.Browser.PageAsync(address);
        Assert.Equal([mark + " big"], page.QuerySelectorAll("tbody tr").Select(r => r.QuerySelector("a")!.TextContent));
        Assert.Equal(["name", "amount"], page.QuerySelectorAll("[data-row]").Select(r => r.GetAttribute("data-row")));

        using var either = await host.Browser.SendAsync(HttpMethod.Get, Built(page, ("join", "or")));
        Assert.Contains($"name startswith '{mark}' or amount ge 100", Uri.UnescapeDataString(either.Headers.Location!.ToString()), StringComparison.Ordinal);
        using var fewer = await host.Browser.SendAsync(HttpMethod.Get, Built(page, ("remove", "0")));
        Assert.Equal("/crm/opportunities?filter=amount ge 100&orderBy=-amount", Uri.UnescapeDataString(fewer.Headers.Location!.ToString()));
    }

    [Fact]
    public async Task Reference_in_a_filter_is_named_and_options_are_chosen_also_in_Chinese()
    {
        var name = "Named " + Guid.NewGuid().ToString("N")[..8];
        var account = await host.Admin.CreateAsync("accounts", new JsonObject { ["name"] = name }.ToJsonString());
        await host.Admin.CreateAsync("opportunities", new JsonObject { ["name"] = "Of " + name, ["accountId"] = account }.ToJsonString());
        using var built = await host.Browser.SendAsync(HttpMethod.Get, $"/crm/opportunities?build=1&w0.field=accountId&w0.op=eq&w0.value={Uri.EscapeDataString(name.ToUpperInvariant())}&w1.field=stage&w1.op=in&w1.value=prospecting&w1.value=won");
        Assert.Equal($"/crm/opportunities?filter=accountId eq '{account}' and stage in ('prospecting', 'won')", Uri.UnescapeDataString(built.Headers.Location!.ToString()));
        var page = await host.Browser.PageAsync(built.Headers.Location!.ToString(), language: "zh-CN");
        Assert.Equal(name, page.QuerySelector("[data-row=accountId] input:not([type=hidden])")!.GetAttribute("value"));
        Assert.Equal(["prospecting", "won"], page.QuerySelectorAll("[data-row=stage] [multiple] option[selected]").Select(o => o.GetAttribute("value")));
        Assert.Contains("属于", page.QuerySelector("[data-row=stage]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["Of " + name], page.QuerySelectorAll("tbody tr a").Select(a => a.TextContent).Take(1));

        var wrong = await host.Browser.PageAsync("/crm/opportunities?build=1&w0.field=accountId&w0.op=eq&w0.value=Nobody%20of%20that%20name", HttpStatusCode.BadRequest);
        Assert.Contains("Nobody of that name", wrong.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Nobody of that name", wrong.QuerySelector("[data-row=accountId] input:not([type=hidden])")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Filter_beyond_rows_is_left_to_its_text()
    {
        var page = await host.Browser.PageAsync("/crm/leads?filter=" + Uri.EscapeDataString("not (name eq 'x')"));
        Assert.NotNull(page.QuerySelector("[data-text-only]"));
        Assert.Empty(page.QuerySelectorAll("[data-row]"));
        Assert.NotNull(page.QuerySelector("details[open] [name=filter]"));
    }

    [Fact]
    public async Task View_is_kept_shown_first_renamed_and_removed()
    {
        var (_, browser) = await host.BrowserOfAsync("sales-rep");
        var filter = "name eq 'Seen by a view'";
        await browser.DoneAsync(Form(await browser.PageAsync("/crm/leads/_new")), ("f.name", "Seen by a view"));
        var list = await browser.PageAsync("/crm/leads?orderBy=-name&columns=name,source&filter=" + Uri.EscapeDataString(filter));
        var form = Form(await browser.PageAsync(Link(list, "Save as a view")));
        Assert.NotNull((await browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity, ("name", " "))).QuerySelector("[data-code='view.name']"));
        Assert.NotNull((await browser.SubmitAsync(form, HttpStatusCode.Forbidden, ("name", "For all"), ("sharing", "all"))).QuerySelector("[data-code='view.sharing']"));
        var view = await browser.DoneAsync(form, ("name", "Mine"), ("first", "true"));

        var page = await browser.PageAsync("/crm/leads"); // begins with it
        Assert.Equal("Mine", page.QuerySelector("h1")!.TextContent);
        Assert.Equal(["Name ↓", "Source"], page.QuerySelectorAll("th").Select(t => t.TextContent));
        Assert.Equal(["name"], page.QuerySelectorAll("[data-row]").Select(r => r.GetAttribute("data-row")));
        Assert.Equal("Leads", (await browser.PageAsync("/crm/leads?view=all")).QuerySelector("h1")!.TextContent);

        page = await browser.PageAsync(view + "&filter=" + Uri.EscapeDataString("name eq 'Something else'")); // its filter is changed, not added to
        form = Form(await browser.PageAsync(Link(page, "Change this view")));
        Assert.Equal("Mine", form.QuerySelector("[name=name]")!.GetAttribute("value"));
        await browser.DoneAsync(form, ("name", "Renamed"), ("act", "save"));
        page = await browser.PageAsync(view);
        Assert.Equal(("Renamed", "Something else"), (page.QuerySelector("h1")!.TextContent, page.QuerySelector("[data-row=name] input:not([type=hidden])")!.GetAttribute("value")));

        await browser.DoneAsync(Form(await browser.PageAsync(Link(page, "Change this view"))), ("act", "remove"));
        await browser.PageAsync(view, HttpStatusCode.NotFound);
        Assert.Equal("Leads", (await browser.PageAsync("/crm/leads")).QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task View_of_all_is_used_by_others_and_not_changed_by_them()
    {
        var name = "Ours " + Guid.NewGuid().ToString("N")[..8];
        var view = await host.Browser.DoneAsync(Form(await host.Browser.PageAsync("/crm/leads/_view")), ("name", name), ("sharing", "all"));
        var (_, other) = await host.BrowserOfAsync("sales-rep");
        var page = await other.PageAsync(view);
        Assert.Equal(name, page.QuerySelector("nav.crm-views [aria-current]")!.TextContent);
        var form = Form(await other.PageAsync(Link(page, "Change this view")));
        Assert.NotNull((await other.SubmitAsync(form, HttpStatusCode.Forbidden, ("act", "save"))).QuerySelector("[data-code='view.forbidden']"));
        Assert.NotNull((await other.SubmitAsync(form, HttpStatusCode.Forbidden, ("act", "remove"))).QuerySelector("[data-code='view.forbidden']"));
        Assert.NotEqual(view, await other.DoneAsync(form, ("act", "copy"), ("sharing", "private")));
    }

    [Fact]
    public async Task List_says_how_many_there_are_up_to_a_thousand_and_counts_on_by_a_click()
    {
        var name = "Counted " + Guid.NewGuid().ToString("N")[..8];
        await using (var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test")))
        {
            var changes = new ChangeSet();
            for (var i = 0; i < 1002; i++) changes.Create(new Territory { Name = $"{name} {i}" });
            await session.Records.SaveAsync(changes);
        }
        var list = $"/crm/territories?filter={Uri.EscapeDataString($"name startswith '{name}'")}";
        var page = await host.Browser.PageAsync(list);
        Assert.Equal("1,000+ in all", page.QuerySelector("[data-total]")!.TextContent);
        page = await host.Browser.PageAsync(page.QuerySelectorAll("#bulk a").Single(a => a.TextContent == "Count all").GetAttribute("href")!);
        Assert.Equal("1,002 in all", page.QuerySelector("[data-total]")!.TextContent);
        page = await host.Browser.PageAsync($"/crm/territories?filter={Uri.EscapeDataString($"name eq '{name} 7'")}");
        Assert.Equal("1 in all", page.QuerySelector("[data-total]")!.TextContent);
        Assert.DoesNotContain(page.QuerySelectorAll("#bulk a"), a => a.TextContent == "Count all");
    }

    [Fact]
    public async Task List_adds_up_its_amounts_over_all_that_match_by_a_request_of_its_own()
    {
        var mark = "Added " + Guid.NewGuid().ToString("N")[..8];
        foreach (var (amount, currency) in new[] { (1000, "EUR"), (250, "EUR"), (40, "JPY") })
            await host.Admin.CreateAsync("opportunities", new JsonObject { ["name"] = mark, ["amount"] = amount, ["currency"] = currency }.ToJsonString());
        var list = await host.Browser.PageAsync("/crm/opportunities?columns=name,amount&filter=" + Uri.EscapeDataString($"name eq '{mark}'"));
        var link = list.QuerySelector("#list-sums")!;
        Assert.Equal("load, click", link.GetAttribute("hx-trigger"));
        var sums = await host.Browser.PageAsync(link.GetAttribute("href")!);
        Assert.Equal("1,250.00 EUR · 40.00 JPY", sums.QuerySelector("#list-sums [data-sum=amount] dd")!.TextContent);
        Assert.Equal(["amount", "weightedAmount"], sums.QuerySelectorAll("#list-sums [data-sum]").Select(s => s.GetAttribute("data-sum")));
        Assert.Null((await host.Browser.PageAsync("/crm/opportunities?columns=name&filter=" + Uri.EscapeDataString($"name eq '{mark}'"))).QuerySelector("#list-sums"));
        await host.Admin.JsonAsync("PUT", "/api/catalog/roles/sumless", """
            {"label":{"english":"Sumless"},"permissions":[{"recordType":"opportunity","operations":"read","scope":"all"}],"restrictions":[{"recordType":"opportunity","field":"amount","canRead":false,"canWrite":false}]}
            """, HttpStatusCode.NoContent);
        var (_, reader) = await host.BrowserOfAsync("sumless");
        Assert.Empty((await reader.PageAsync(link.GetAttribute("href")!)).QuerySelectorAll("[data-sum=amount]"));
    }

    [Fact]
    public async Task What_a_list_shows_is_taken_out_as_a_file_by_those_who_may()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        await OpportunityAsync(mark + " b", 1);
        await OpportunityAsync(mark + " a", 2);
        var page = await host.Browser.PageAsync("/crm/opportunities?orderBy=name&columns=name,amount&filter=" + Uri.EscapeDataString($"name startswith '{mark}'"));
        var link = page.QuerySelectorAll("a[download]").Select(a => a.GetAttribute("href")!).Single(h => h.EndsWith("format=csv", StringComparison.Ordinal));
        using var file = await host.Browser.SendAsync(HttpMethod.Get, link);
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
        var lines = (await file.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith(mark + " a,2", lines[1], StringComparison.Ordinal);

        await host.Admin.JsonAsync("PUT", "/api/catalog/roles/list-reader", """{"label":{"english":"List reader"},"permissions":[{"recordType":"opportunity","operations":"read","scope":"all"}]}""", HttpStatusCode.NoContent);
        var (_, reader) = await host.BrowserOfAsync("list-reader");
        page = await reader.PageAsync("/crm/opportunities");
        Assert.Empty(page.QuerySelectorAll("a[download],[name=act],[name=ids]"));
        await reader.PageAsync(link, HttpStatusCode.Forbidden);
    }

    private async Task OpportunityAsync(string name, int amount) => await host.Admin.CreateAsync("opportunities", new JsonObject { ["name"] = name, ["amount"] = amount }.ToJsonString());

    /// <summary>Where the builder leads when it is sent with some fields changed.</summary>
    private static string Built(IHtmlDocument page, params (string Name, string Value)[] changes)
    {
        var form = page.QuerySelector("form.crm-filter")!;
        var fields = form.QuerySelectorAll("input[name],select[name]").Where(f => changes.All(c => c.Name != f.GetAttribute("name")))
            .Select(f => (Name: f.GetAttribute("name")!, Value: f is IHtmlSelectElement select ? select.Value ?? "" : ((IHtmlInputElement)f).Value)).Concat(changes);
        return form.GetAttribute("action") + "?" + string.Join('&', fields.Select(f => $"{f.Name}={Uri.EscapeDataString(f.Value)}"));
    }

    private static string Link(IHtmlDocument page, string text) => page.QuerySelectorAll("main a").Single(a => a.TextContent == text).GetAttribute("href")!;

    private static IElement Form(IHtmlDocument page) => page.QuerySelector("main form[method=post]")!;
}
