using System.Net;
using AngleSharp.Html.Dom;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

public sealed class ConsentTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task A093_A_consent_is_recorded_with_its_proof_shown_and_withdrawn_on_the_persons_page()
    {
        var id = await host.Admin.CreateAsync("contacts", """{"lastName":"Lovelace","email":"ada@example.com"}""");
        var page = await PageAsync(id);
        Assert.Empty(page.QuerySelectorAll("#consents [data-consent]"));
        await host.Browser.DoneAsync(page.QuerySelector("#consents details form")!, ("purpose", "newsletter"), ("channel", "email"), ("text", "You may <b>write</b> to me."), ("evidence", "card of the fair"));

        var consent = (await PageAsync(id)).QuerySelector("[data-consent='newsletter/email']")!;
        Assert.Equal("may be contacted", consent.QuerySelector("[data-part=reason]")!.TextContent);
        Assert.Equal("You may <b>write</b> to me.", consent.QuerySelector("q")!.TextContent);
        Assert.Contains("ada@example.com · card of the fair · Admin", consent.TextContent, StringComparison.Ordinal);
        Assert.Contains("可以联系", (await host.Browser.PageAsync("/crm/contacts/" + id, language: "zh-CN")).QuerySelector("#consents")!.TextContent, StringComparison.Ordinal);

        await host.Browser.DoneAsync(consent.QuerySelector("form")!);
        consent = (await PageAsync(id)).QuerySelector("[data-consent='newsletter/email']")!;
        Assert.Equal("withdrawn", consent.QuerySelector("[data-part=reason]")!.TextContent);
        Assert.Equal(2, consent.QuerySelectorAll("details li").Length); // the proof stays
        Assert.Null(consent.QuerySelector("form"));
    }

    [Fact]
    public async Task What_is_no_purpose_is_refused_on_the_page_and_who_may_not_change_a_person_records_nothing()
    {
        var id = await host.Admin.CreateAsync("leads", """{"name":"Grace"}""");
        var form = (await host.Browser.PageAsync("/crm/leads/" + id)).QuerySelector("#consents details form")!;
        var refused = await host.Browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity, ("purpose", "Not a purpose!"), ("channel", "email"));
        Assert.NotNull(refused.QuerySelector("[data-code='consent.purpose']"));
        Assert.Empty(refused.QuerySelectorAll("[data-consent]"));

        var (_, reader) = await host.BrowserOfAsync("reader");
        Assert.Null((await reader.PageAsync("/crm/leads/" + id)).QuerySelector("#consents"));
        var account = await host.Admin.CreateAsync("accounts", """{"name":"No person"}""");
        Assert.Null((await host.Browser.PageAsync("/crm/accounts/" + account)).QuerySelector("#consents"));
    }

    private Task<IHtmlDocument> PageAsync(string id) => host.Browser.PageAsync("/crm/contacts/" + id);
}
