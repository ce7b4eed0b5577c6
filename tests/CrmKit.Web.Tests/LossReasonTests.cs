using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

/// <summary>Administrators say which reasons there are to lose a deal; until they do, people type what they like.</summary>
public sealed class LossReasonTests(WebHost host) : IClassFixture<WebHost>
{
    private const string Page = "/crm/_admin/fields?type=opportunity&field=lossReason";

    [Fact]
    public async Task List_is_chosen_from_in_the_reader_s_language_kept_while_it_is_used_and_taken_away_again()
    {
        var (first, second, third) = (await CreateAsync(), await CreateAsync(), await CreateAsync());
        Assert.Null((await StageAsync(first)).QuerySelector("select[name=lossReason]"));
        Assert.Contains((await host.Browser.PageAsync("/crm/_admin/fields?type=opportunity")).QuerySelectorAll("tbody a"), a => a.TextContent.Trim() == "Loss reason");

        await host.Browser.DoneAsync(Form(await host.Browser.PageAsync(Page), "options"), ("options", "price = Price | 价格\nlate = Too late | 太晚"));
        var form = await StageAsync(first, "zh-CN");
        Assert.Equal(["", "价格", "太晚"], form.QuerySelectorAll("select[name=lossReason] option").Select(o => o.TextContent));
        await host.Browser.DoneAsync(form.QuerySelector("main form")!, ("lossReason", "price"));
        Assert.Contains("价格", (await host.Browser.PageAsync("/crm/opportunities/" + first, language: "zh-CN")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var refused = await host.Admin.JsonAsync("POST", $"/api/opportunities/{second}/stage", """{"stage":"lost","lossReason":"anything"}""", HttpStatusCode.UnprocessableEntity);
        Assert.Equal("pipeline.loss-reason-unknown", refused.Code());

        var used = await host.Browser.SubmitAsync(Form(await host.Browser.PageAsync(Page), "options"), HttpStatusCode.UnprocessableEntity, ("options", "late = Too late"));
        Assert.Contains("price", used.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        await host.Browser.DoneAsync(Form(await host.Browser.PageAsync(Page), "options"), ("options", "price = Too dear"));
        await host.Browser.DoneAsync(Form(await host.Browser.PageAsync(Page), "remove"));
        await host.Admin.JsonAsync("POST", $"/api/opportunities/{third}/stage", """{"stage":"lost","lossReason":"anything"}""", HttpStatusCode.OK);
    }

    [Fact]
    public async Task Lead_is_dropped_in_the_inbox_by_a_reason_of_the_list()
    {
        var lead = await host.Admin.CreateAsync("leads", """{"name":"To be dropped"}""");
        await host.Browser.DoneAsync(Form(await host.Browser.PageAsync("/crm/_admin/fields?type=lead&field=lossReason"), "options"), ("options", "spam = Not serious"));
        var drop = (await host.Browser.PageAsync("/crm/_inbox")).QuerySelectorAll("form").Single(f => f.GetAttribute("action") == $"/crm/leads/{lead}/_stage" && f.QuerySelector("[data-act=disqualify]") is not null);
        await host.Browser.DoneAsync(drop, ("lossReason", "spam"));
        Assert.Contains("Not serious", (await host.Browser.PageAsync("/crm/leads/" + lead)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    private async Task<string> CreateAsync() => await host.Admin.CreateAsync("opportunities", """{"name":"To be lost"}""");

    private Task<IHtmlDocument> StageAsync(string id, string language = "en") => host.Browser.PageAsync($"/crm/opportunities/{id}/_stage?stage=lost", language: language);

    private static IElement Form(IHtmlDocument page, string act) => page.QuerySelector($"form[data-act='{act}']") ?? throw new InvalidOperationException($"No form '{act}' on: {page.QuerySelector("main")?.TextContent}");
}
