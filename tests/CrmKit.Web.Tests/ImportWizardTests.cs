using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

/// <summary>A file becomes records by pages alone: looked at, mapped, tried, imported, reported and taken back.</summary>
public sealed class ImportWizardTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task File_is_looked_at_mapped_tried_imported_and_taken_back()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var map = await UploadAsync(host.Browser, "account", $"Name,Industry,Shoe size\n{mark} One,Rail,44\n{mark} Two,Sea,41\n,Air,40\n");
        var page = await host.Browser.PageAsync(map);
        Assert.Equal(["name", "industry", ""], page.QuerySelectorAll("select[name^=column]").Select(s => s.QuerySelector("option[selected]")!.GetAttribute("value")));
        Assert.Contains("44, 41, 40", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        var kept = "Accounts " + mark;
        var tried = await host.Browser.DoneAsync(Form(page, "try"), ("column2", "description"), ("name", kept));
        page = await EndedAsync(tried);
        Assert.Equal(("3", "2", "1"), (Fact(page, "Rows"), Fact(page, "Would create"), Fact(page, "Refused")));
        Assert.Contains(page.QuerySelectorAll("tbody tr"), r => r.TextContent.Contains($"Name: {mark} One", StringComparison.Ordinal) && r.TextContent.Contains("Description: 44", StringComparison.Ordinal));
        Assert.Equal(0, await CountAsync(mark)); // seen, not done
        Assert.Contains(kept, (await host.Browser.PageAsync(map)).QuerySelector("select[name=map]")!.TextContent, StringComparison.Ordinal);

        page = await EndedAsync(await host.Browser.DoneAsync(Form(page, "run")));
        Assert.Equal(("2", "1"), (Fact(page, "Created"), Fact(page, "Refused")));
        Assert.Equal(2, await CountAsync(mark));
        using var errors = await host.Browser.SendAsync(HttpMethod.Get, page.QuerySelectorAll("main a").Single(a => a.TextContent.Trim() == "CSV").GetAttribute("href")!);
        Assert.Contains("Air", await errors.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var listed = (await host.Browser.PageAsync("/crm/_imports", language: "zh-CN")).QuerySelectorAll("tbody tr").First(r => r.TextContent.Contains("已完成", StringComparison.Ordinal));
        page = await host.Browser.PageAsync(listed.QuerySelector("a")!.GetAttribute("href")!);
        page = await EndedAsync(await host.Browser.DoneAsync(Form(page, "revert")));
        Assert.Equal("2", Fact(page, "Removed again"));
        Assert.Equal(0, await CountAsync(mark));
    }

    [Fact]
    public async Task A093_Columns_that_say_what_people_allowed_are_chosen_kept_and_proved()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var address = await UploadAsync(host.Browser, "contact", $"Last name,E-mail,Newsletter,Signed\n{mark},{mark}@example.com,yes,2026-01-05\n{mark} Two,{mark}2@example.com,,\n");
        var page = await host.Browser.PageAsync(address);
        var missing = await host.Browser.SubmitAsync(Form(page, "try"), HttpStatusCode.UnprocessableEntity, ("consent0.column", "Newsletter"), ("consent0.purpose", "newsletter"));
        Assert.Equal(2, missing.QuerySelectorAll("[data-code='field.required']").Length); // when, and what shows it
        Assert.Equal("Newsletter", missing.QuerySelector("select[name='consent0.column'] option[selected]")!.GetAttribute("value"));

        var kept = "Fair " + mark;
        var tried = await EndedAsync(await host.Browser.DoneAsync(Form(page, "try"), ("consent0.column", "Newsletter"), ("consent0.purpose", "newsletter"), ("consent0.at", "Signed"), ("consent0.evidence", "cards of the fair"), ("name", kept)));
        await EndedAsync(await host.Browser.DoneAsync(Form(tried, "run")));
        var contacts = (await host.Admin.GetAsync($"/api/contacts?filter={Uri.EscapeDataString($"lastName startswith '{mark}'")}&orderBy=lastName", HttpStatusCode.OK))["items"]!.AsArray();
        var proved = (await host.Browser.PageAsync("/crm/contacts/" + contacts[0]!["id"])).QuerySelector("[data-consent='newsletter/email']")!;
        Assert.Contains("cards of the fair", proved.TextContent, StringComparison.Ordinal);
        Assert.Empty((await host.Browser.PageAsync("/crm/contacts/" + contacts[1]!["id"])).QuerySelectorAll("[data-consent]"));

        var again = await host.Browser.PageAsync($"{address}&map={Uri.EscapeDataString(kept)}");
        Assert.Equal(("Newsletter", "cards of the fair"), (again.QuerySelector("select[name='consent0.column'] option[selected]")!.GetAttribute("value"), again.QuerySelector("input[name='consent0.evidence']")!.GetAttribute("value")));
        var account = await host.Browser.PageAsync(await UploadAsync(host.Browser, "account", "Name\nNo person\n"));
        Assert.Null(account.QuerySelector("[name^=consent]"));
    }

    [Fact]
    public async Task Difference_shows_what_is_now_and_what_would_be()
    {
        var name = "Known " + Guid.NewGuid().ToString("N")[..8];
        var id = await host.Admin.CreateAsync("accounts", $$"""{"name":"{{name}}","industry":"Rail"}""");
        var page = await host.Browser.PageAsync(await UploadAsync(host.Browser, "account", $"Name,Industry\n{name},Sea\n"));
        page = await EndedAsync(await host.Browser.DoneAsync(Form(page, "try"), ("key", "name"), ("existing", "update")));
        var row = page.QuerySelectorAll("tbody tr").Single();
        Assert.Equal("/crm/accounts/" + id, row.QuerySelector("a")!.GetAttribute("href"));
        Assert.Contains("Rail → Sea", row.TextContent, StringComparison.Ordinal);
        Assert.Equal("Rail", (string)(await host.Admin.GetAsync("/api/accounts/" + id, HttpStatusCode.OK))["industry"]!);
    }

    [Fact]
    public async Task Rows_that_look_like_records_wait_beside_them_and_are_answered_by_a_page()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var id = await host.Admin.CreateAsync("accounts", $$"""{"name":"{{mark}} Known","industry":"Rail"}""");
        var map = await host.Browser.PageAsync(await UploadAsync(host.Browser, "account", $"Name,Industry\n{mark} Known,Sea\n"));
        await EndedAsync(await host.Browser.DoneAsync(Form(await EndedAsync(await host.Browser.DoneAsync(Form(map, "try"), ("key", "name"), ("existing", "ask"))), "run")));
        Assert.Contains((await host.Browser.PageAsync("/crm/_imports")).QuerySelectorAll("main a"), a => a.GetAttribute("href") == "/crm/_imports/questions");
        var page = await host.Browser.PageAsync("/crm/_imports/questions", language: "zh-CN");
        var row = page.QuerySelectorAll("tbody tr").Single(r => r.TextContent.Contains(mark, StringComparison.Ordinal));
        Assert.Equal("/crm/accounts/" + id, row.QuerySelector("a")!.GetAttribute("href"));
        await host.Browser.SubmitAsync(Form(page, "answer"), HttpStatusCode.UnprocessableEntity);
        await host.Browser.DoneAsync(Form(page, "answer"), (row.QuerySelector("select")!.GetAttribute("name")!, "update"));
        Assert.Equal("Sea", (string)(await host.Admin.GetAsync("/api/accounts/" + id, HttpStatusCode.OK))["industry"]!);
        Assert.DoesNotContain(mark, (await host.Browser.PageAsync("/crm/_imports/questions")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_are_said_where_they_are_made()
    {
        var upload = Form(await host.Browser.PageAsync("/crm/_imports"), "upload");
        using (var refused = await PostAsync(host.Browser, upload, "account", null)) Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        await host.Browser.PageAsync("/crm/_imports/files/nowhere?type=account", HttpStatusCode.NotFound);
        await host.Browser.PageAsync($"/crm/_imports/runs/{Guid.NewGuid()}", HttpStatusCode.NotFound);
        var page = await host.Browser.PageAsync(await UploadAsync(host.Browser, "account", "Name\nX\n"));
        var wrong = await host.Browser.SubmitAsync(Form(page, "try"), HttpStatusCode.UnprocessableEntity, ("name", new string('x', 5000)));
        Assert.NotEmpty(wrong.QuerySelectorAll("[data-code], .invalid-feedback"));
    }

    [Fact]
    public async Task Who_may_create_nothing_imports_nothing_and_nobody_sees_files_of_others()
    {
        await host.Admin.JsonAsync("PUT", "/api/catalog/roles/web-looker", """{"label":{"english":"Looker"},"permissions":[{"recordType":"account","operations":"read","scope":"all"}]}""", HttpStatusCode.NoContent);
        var (_, looker) = await host.BrowserOfAsync("web-looker");
        await looker.PageAsync("/crm/_imports", HttpStatusCode.Forbidden);
        Assert.DoesNotContain((await looker.PageAsync("/crm/")).QuerySelectorAll("nav a"), a => a.GetAttribute("href") == "/crm/_imports");
        var file = await UploadAsync(host.Browser, "account", "Name\nSecret\n");
        var (_, seller) = await host.BrowserOfAsync("sales-rep");
        await seller.PageAsync(file, HttpStatusCode.NotFound);
    }

    // It goes on in the background: the page says when it ended.
    private async Task<IHtmlDocument> EndedAsync(string address)
    {
        while (true)
        {
            var page = await host.Browser.PageAsync(address);
            if (page.QuerySelector("main [hx-trigger]") is null) return page;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private async Task<int> CountAsync(string mark) =>
        (await host.Admin.GetAsync("/api/accounts?filter=" + Uri.EscapeDataString($"name startswith '{mark}'"), HttpStatusCode.OK))["items"]!.AsArray().Count;

    private static async Task<string> UploadAsync(WebClient browser, string type, string text)
    {
        using var response = await PostAsync(browser, Form(await browser.PageAsync("/crm/_imports"), "upload"), type, text);
        Assert.True(response.StatusCode == HttpStatusCode.SeeOther, await response.Content.ReadAsStringAsync());
        return response.Headers.Location!.ToString();
    }

    private static async Task<HttpResponseMessage> PostAsync(WebClient browser, IElement form, string type, string? text)
    {
        using var content = new MultipartFormDataContent();
        foreach (var hidden in form.QuerySelectorAll("input[type=hidden]")) content.Add(new StringContent(hidden.GetAttribute("value")!), hidden.GetAttribute("name")!);
        content.Add(new StringContent(type), "type");
        if (text is not null) content.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "file", "customers.csv");
        return await browser.SendAsync(HttpMethod.Post, form.GetAttribute("action")!, content);
    }

    private static string Fact(IHtmlDocument page, string label) => page.QuerySelectorAll("dt").First(d => d.TextContent == label).NextElementSibling!.TextContent.Trim();

    private static IElement Form(IHtmlDocument page, string act) => page.QuerySelector($"form[data-act='{act}']") ?? throw new InvalidOperationException($"No form '{act}' on: {page.QuerySelector("main")?.TextContent}");
}
