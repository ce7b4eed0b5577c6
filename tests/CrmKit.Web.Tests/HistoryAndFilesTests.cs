using System.Globalization;
using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

public sealed class HistoryAndFilesTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task History_tells_who_changed_what_and_one_field_alone()
    {
        var id = await host.Admin.CreateAsync("accounts", """{"name":"Before","industry":"Rail"}""");
        await host.Admin.JsonAsync("PATCH", "/api/accounts/" + id, """{"name":"After","website":"https://after.example"}""");
        var link = (await host.Browser.PageAsync("/crm/accounts/" + id)).QuerySelector("a[href$=_history]")!.GetAttribute("href")!;
        var page = await host.Browser.PageAsync(link);
        var newest = page.QuerySelector(".crm-history li")!;
        Assert.Equal(("Before", "After"), (newest.QuerySelector("del")!.TextContent, newest.QuerySelector("ins")!.TextContent));
        Assert.Contains("Admin", newest.TextContent, StringComparison.Ordinal);
        Assert.Equal(2, page.QuerySelectorAll(".crm-history > li").Length);

        page = await host.Browser.PageAsync(link + "?field=website", language: "zh-CN");
        Assert.Single(page.QuerySelectorAll(".crm-history > li"));
        Assert.Equal("网站", page.QuerySelector(".crm-history dt")!.TextContent);
        await host.Browser.PageAsync("/crm/accounts/01890000-0000-7000-8000-000000000000/_history", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Record_is_shown_as_it_was_and_a_time_before_it_says_so()
    {
        var id = await host.Admin.CreateAsync("accounts", """{"name":"As it is"}""");
        var path = $"/crm/accounts/{id}/_history?at=";
        var now = await host.Browser.PageAsync(path + "2099-01-01T00:00");
        Assert.Equal("As it is", now.QuerySelector("[data-part=past] [data-field=name] dd")!.TextContent.Trim());
        var before = await host.Browser.PageAsync(path + "2001-01-01T00:00", HttpStatusCode.UnprocessableEntity);
        Assert.NotNull(before.QuerySelector("[data-code='audit.not-yet']"));
        var wrong = await host.Browser.PageAsync(path + "yesterday", HttpStatusCode.UnprocessableEntity);
        Assert.NotNull(wrong.QuerySelector("[data-code='field.type']"));
        Assert.Null(wrong.QuerySelector("[data-part=past]"));
    }

    [Fact]
    public async Task Files_are_added_saved_and_removed_on_the_page_of_their_record()
    {
        var id = await host.Admin.CreateAsync("accounts", """{"name":"Has files"}""");
        var page = await host.Browser.PageAsync("/crm/accounts/" + id);
        using (var sent = await SendAsync(page, ("offer.txt", "Ten pumps"), ("brief 信.txt", "Dear all"))) Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        page = await host.Browser.PageAsync("/crm/accounts/" + id);
        Assert.Equal(["offer.txt", "brief 信.txt"], page.QuerySelectorAll("#files li a").Select(a => a.TextContent));
        using (var file = await host.Browser.SendAsync(HttpMethod.Get, page.QuerySelector("#files li a")!.GetAttribute("href")!))
        {
            Assert.Equal("Ten pumps", await file.Content.ReadAsStringAsync());
            Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Equal("sandbox", file.Headers.GetValues("Content-Security-Policy").Single());
        }
        Assert.NotNull(page.QuerySelector("#timeline [data-kind=attachment]"));
        await host.Browser.DoneAsync(page.QuerySelector("#files li form")!);
        Assert.Equal(["brief 信.txt"], (await host.Browser.PageAsync("/crm/accounts/" + id)).QuerySelectorAll("#files li a").Select(a => a.TextContent));
    }

    [Fact]
    public async Task File_that_is_not_what_it_says_is_refused_on_the_page_and_found_under_its_record_alone()
    {
        var id = await host.Admin.CreateAsync("accounts", """{"name":"Careful"}""");
        var other = await host.Admin.CreateAsync("accounts", """{"name":"Another"}""");
        var page = await host.Browser.PageAsync("/crm/accounts/" + id);
        using (var empty = await SendAsync(page, ("empty.txt", ""))) Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.StatusCode);
        using (var lie = await SendAsync(page, ("picture.png", "no picture")))
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, lie.StatusCode);
            Assert.Contains("attachment.mismatch", await lie.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        using (var large = await SendAsync(page, ("large.txt", new string('x', 2 * 1024 * 1024)))) Assert.Equal(HttpStatusCode.SeeOther, large.StatusCode); // larger than what people type
        page = await host.Browser.PageAsync("/crm/accounts/" + id);
        var file = Assert.Single(page.QuerySelectorAll("#files li a")).GetAttribute("href")!;
        await host.Browser.PageAsync(file.Replace(id, other, StringComparison.Ordinal), HttpStatusCode.NotFound);
        var (_, reader) = await host.BrowserOfAsync("reader");
        page = await reader.PageAsync("/crm/accounts/" + id);
        Assert.Single(page.QuerySelectorAll("#files li a"));
        Assert.Empty(page.QuerySelectorAll("#files form"));
    }

    private async Task<HttpResponseMessage> SendAsync(IHtmlDocument page, params (string Name, string Content)[] files)
    {
        var form = page.QuerySelector("#files form[enctype]")!;
        var token = form.QuerySelector("input[type=hidden]")!;
        using var body = new MultipartFormDataContent(string.Create(CultureInfo.InvariantCulture, $"form-{Guid.NewGuid():N}")) { { new StringContent(token.GetAttribute("value")!), token.GetAttribute("name")! } };
        foreach (var (name, content) in files) body.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(content)), "file", name);
        return await host.Browser.SendAsync(HttpMethod.Post, form.GetAttribute("action")!, body);
    }
}
