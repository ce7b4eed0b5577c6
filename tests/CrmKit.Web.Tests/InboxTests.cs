using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

public sealed class InboxTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task New_lead_is_taken_and_qualified_by_one_button_each_and_leaves_the_inbox()
    {
        var id = await LeadAsync("Taken first");
        var row = Row(await host.Browser.PageAsync("/crm/_inbox?show=pool"), id);
        Assert.Equal("/crm/_inbox?show=pool", await host.Browser.DoneAsync(row.QuerySelector("form[action$=_claim]")!));
        Assert.Null((await host.Browser.PageAsync("/crm/_inbox?show=pool")).QuerySelector($"[data-lead$='{id}']"));

        row = Row(await host.Browser.PageAsync("/crm/_inbox?show=mine"), id);
        Assert.Equal("/crm/_inbox?show=mine", await host.Browser.DoneAsync(Stage(row, "qualify")));
        Assert.Null((await host.Browser.PageAsync("/crm/_inbox")).QuerySelector($"[data-lead$='{id}']"));
        Assert.Equal("qualified", (string)(await host.Admin.GetAsync("/api/leads/" + id, HttpStatusCode.OK))["stage"]!);
    }

    [Fact]
    public async Task Lead_is_dropped_with_its_reason_and_without_one_is_asked_for_it()
    {
        var id = await LeadAsync("Not for us");
        var row = Row(await host.Browser.PageAsync("/crm/_inbox"), id);
        var asked = await host.Browser.SubmitAsync(Stage(row, "disqualify"), HttpStatusCode.UnprocessableEntity);
        Assert.Equal("/crm/_inbox", await host.Browser.DoneAsync(asked.QuerySelector("main form")!, ("lossReason", "spam"))); // and back to where one was
        Assert.Equal(("disqualified", "spam"), ((string)(await host.Admin.GetAsync("/api/leads/" + id, HttpStatusCode.OK))["stage"]!, (string)(await host.Admin.GetAsync("/api/leads/" + id, HttpStatusCode.OK))["lossReason"]!));

        id = await LeadAsync("Nor this");
        await host.Browser.DoneAsync(Stage(Row(await host.Browser.PageAsync("/crm/_inbox"), id), "disqualify"), ("lossReason", "too small"));
        Assert.Equal("too small", (string)(await host.Admin.GetAsync("/api/leads/" + id, HttpStatusCode.OK))["lossReason"]!);
    }

    [Fact]
    public async Task Lead_is_given_to_a_colleague_by_name()
    {
        var (colleague, _) = await host.BrowserOfAsync("sales-rep");
        var id = await LeadAsync("For a colleague");
        var page = await host.Browser.PageAsync("/crm/_inbox");
        Assert.Equal("/crm/_inbox", await host.Browser.DoneAsync(Row(page, id).QuerySelector("form[action$=_assign]")!, ("f.ownerId", colleague.ToString())));
        Assert.Equal(colleague, (Guid)(await host.Admin.GetAsync("/api/leads/" + id, HttpStatusCode.OK))["ownerId"]!);
    }

    [Fact]
    public async Task Inbox_shows_to_each_what_is_his_to_see_in_his_language()
    {
        var id = await LeadAsync("Somebody else's");
        await host.Admin.JsonAsync("POST", $"/api/leads/{id}/claim");
        var (_, rep) = await host.BrowserOfAsync("sales-rep");
        var page = await rep.PageAsync("/crm/_inbox", language: "zh-CN");
        Assert.Equal("新线索", page.QuerySelector("h1")!.FirstChild!.TextContent.Trim());
        Assert.Null(page.QuerySelector($"[data-lead$='{id}']"));
        Assert.Contains(page.QuerySelectorAll("nav#nav a"), a => a.GetAttribute("href") == "/crm/_inbox");
        var (_, reader) = await host.BrowserOfAsync("reader");
        Assert.Empty(Row(await reader.PageAsync("/crm/_inbox"), id).QuerySelectorAll("form"));
        var (_, nobody) = await host.BrowserOfAsync("");
        await nobody.PageAsync("/crm/_inbox", HttpStatusCode.Forbidden);
    }

    private async Task<string> LeadAsync(string name)
    {
        var id = await host.Admin.CreateAsync("leads", $$"""{"name":"{{name}}"}""");
        await host.Admin.JsonAsync("POST", $"/api/leads/{id}/assign", """{"ownerId":null}""");
        return id;
    }

    private static IElement Row(IHtmlDocument page, string id) => page.QuerySelector($"[data-lead$='{id}']")!;

    private static IElement Stage(IElement row, string act) => row.QuerySelector($"[data-act={act}]")!.Closest("form")!;
}
