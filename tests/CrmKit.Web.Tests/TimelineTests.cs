using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

public sealed class TimelineTests(WebHost host) : IClassFixture<WebHost>
{
    [Theory]
    [InlineData("0001-01-01T00:00")]
    [InlineData("9999-12-31T23:59")]
    public async Task Time_that_no_zone_can_reckon_with_is_refused_in_the_form(string at)
    {
        var record = "/crm/leads/" + await host.Admin.CreateAsync("leads", """{"name":"Timeless"}""");
        var refused = await host.Browser.SubmitAsync(Log(await host.Browser.PageAsync(record)), HttpStatusCode.UnprocessableEntity, ("kind", "note"), ("subject", "When?"), ("at", at));
        Assert.Equal("When?", Log(refused).QuerySelector("[name=subject]")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData("note", "notes")]
    [InlineData("phone-call", "phone-calls")]
    [InlineData("channel-message", "channel-messages")]
    [InlineData("appointment", "appointments")]
    public async Task What_happened_is_logged_by_one_small_form(string kind, string plural)
    {
        var (_, browser) = await host.BrowserOfAsync("sales-rep");
        var record = await browser.DoneAsync(Form(await browser.PageAsync("/crm/leads/_new")), ("f.name", "Logged about"));
        await browser.DoneAsync(Log(await browser.PageAsync(record)), ("kind", kind), ("subject", "Wants a quote"), ("body", "By Friday\nat the latest"));
        var line = (await browser.PageAsync(record)).QuerySelector($"#timeline [data-kind='{kind}']")!;
        Assert.Equal("Wants a quote", line.QuerySelector("a")!.TextContent);
        Assert.Contains("at the latest", line.TextContent, StringComparison.Ordinal);
        var activity = await browser.PageAsync(line.QuerySelector("a")!.GetAttribute("href")!);
        Assert.StartsWith($"/crm/{plural}/", line.QuerySelector("a")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.Equal(record, activity.QuerySelector("[data-part=about]")!.GetAttribute("href")); // and back
    }

    [Fact]
    public async Task S8_S12_a_message_is_logged_with_its_channel_and_who_wrote_it()
    {
        var contact = await host.Admin.CreateAsync("contacts", """{"lastName":"Writes by messenger"}""");
        await host.Browser.DoneAsync(Log(await host.Browser.PageAsync("/crm/contacts/" + contact)), ("kind", "channel-message"), ("channel", "messenger"), ("direction", "incoming"), ("subject", "Is it in stock?"));
        var message = (await host.Admin.GetAsync($"/api/channel-messages?filter={Uri.EscapeDataString($"contactId eq '{contact}'")}", HttpStatusCode.OK))["items"]!.AsArray().Single()!;
        Assert.Equal(("messenger", "incoming", "Is it in stock?"), ((string)message["channel"]!, (string)message["direction"]!, (string)message["subject"]!));
        Assert.Contains("Messenger", (await host.Browser.PageAsync($"/crm/contacts/{contact}/_customer")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timeline_speaks_the_language_of_who_reads_it()
    {
        var id = await host.Admin.CreateAsync("leads", """{"name":"Told twice"}""");
        Assert.Contains("Began in stage New", (await host.Browser.PageAsync("/crm/leads/" + id)).QuerySelector("#timeline")!.TextContent, StringComparison.Ordinal);
        var chinese = (await host.Browser.PageAsync("/crm/leads/" + id, language: "zh-CN")).QuerySelector("#timeline")!.TextContent;
        Assert.Contains("起始阶段：新线索", chinese, StringComparison.Ordinal);
        Assert.Contains("已创建", chinese, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Task_is_due_the_next_morning_and_ticked_off_by_one_click()
    {
        var (_, browser) = await host.BrowserOfAsync("sales-rep");
        var record = await browser.DoneAsync(Form(await browser.PageAsync("/crm/leads/_new")), ("f.name", "To be called"));
        await browser.DoneAsync(Log(await browser.PageAsync(record)), ("kind", "follow-up"), ("body", "Call back\nabout the price"));
        var page = await browser.PageAsync(record);
        var task = page.QuerySelector("[data-part=tasks] li")!;
        Assert.Equal("Call back", task.QuerySelector("a")!.TextContent); // the first line of what was typed
        Assert.Contains("9:00", task.TextContent, StringComparison.Ordinal);

        Assert.Equal(record, await browser.DoneAsync(task.QuerySelector("form")!));
        page = await browser.PageAsync(record);
        Assert.Null(page.QuerySelector("[data-part=tasks]"));
        Assert.NotNull(page.QuerySelector("#timeline [data-kind='follow-up']"));
    }

    [Fact]
    public async Task Nothing_typed_is_refused_at_the_form_and_what_was_typed_stays()
    {
        var id = await host.Admin.CreateAsync("leads", """{"name":"Nothing to say"}""");
        var page = await host.Browser.PageAsync("/crm/leads/" + id);
        var refused = await host.Browser.SubmitAsync(Log(page), HttpStatusCode.UnprocessableEntity, ("kind", "phone-call"), ("subject", ""));
        Assert.NotNull(Log(refused).QuerySelector("[data-code='field.required']"));
        refused = await host.Browser.SubmitAsync(Log(page), HttpStatusCode.UnprocessableEntity, ("kind", "phone-call"), ("subject", "Kept"), ("at", "soon"));
        Assert.NotNull(Log(refused).QuerySelector("[data-code='field.type']"));
        Assert.Equal("Kept", Log(refused).QuerySelector("[name=subject]")!.GetAttribute("value"));
        Assert.True(((IHtmlInputElement)Log(refused).QuerySelector("#log-phone-call")!).IsChecked);
        Assert.Null((await host.Browser.PageAsync("/crm/leads/" + id)).QuerySelector("#timeline [data-kind='phone-call']"));
    }

    [Fact]
    public async Task Timeline_goes_on_page_by_page_and_back()
    {
        var id = await host.Admin.CreateAsync("accounts", """{"name":"Much happened"}""");
        for (var i = 0; i < 25; i++)
            await host.Admin.CreateAsync("notes", new JsonObject { ["subject"] = $"Note {i}", ["regardingType"] = "account", ["regardingId"] = id }.ToJsonString());
        var first = await host.Browser.PageAsync("/crm/accounts/" + id);
        Assert.Equal(20, first.QuerySelectorAll("#timeline li").Length);
        var second = await host.Browser.PageAsync(first.QuerySelector(".crm-older a")!.GetAttribute("href")!);
        Assert.Empty(first.QuerySelectorAll("#timeline li a").Select(a => a.GetAttribute("href")).Intersect(second.QuerySelectorAll("#timeline li a").Select(a => a.GetAttribute("href"))));
        Assert.Equal(25, first.QuerySelectorAll("#timeline [data-kind=note]").Length + second.QuerySelectorAll("#timeline [data-kind=note]").Length);
        Assert.NotNull(second.QuerySelector("#timeline [data-kind=change]"));
        Assert.Null(second.QuerySelector(".crm-older"));
        Assert.Equal("/crm/accounts/" + id, second.QuerySelector("#timeline .card-header a")!.GetAttribute("href"));
    }

    private static IElement Form(IHtmlDocument page) => page.QuerySelector("main form")!;

    private static IElement Log(IHtmlDocument page) => page.QuerySelector("form.crm-log")!;
}
