using AngleSharp.Dom;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

public sealed class CommitteeTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task S22_Who_decides_and_who_is_heard_stands_on_the_account_and_on_its_deals()
    {
        var account = await host.Admin.CreateAsync("accounts", """{"name":"Grid works"}""");
        var deal = await host.Admin.CreateAsync("opportunities", $$"""{"name":"Transformers","accountId":"{{account}}"}""");
        Assert.NotNull((await host.Browser.PageAsync("/crm/accounts/" + account)).QuerySelector("#committee a[href*='_new?f.accountId=']"));
        Assert.Null((await host.Browser.PageAsync("/crm/opportunities/" + deal)).QuerySelector("#committee")); // nobody is known yet

        await JoinAsync(account, "Heard", "influencer", """ "note":"Fears the outage" """);
        var page = await host.Browser.PageAsync("/crm/opportunities/" + deal);
        Assert.NotNull(page.QuerySelector("[data-part=no-decider]"));
        await JoinAsync(account, "Gone", "decision-maker", """ "endedOn":"2020-01-01" """);
        await JoinAsync(account, "Decides", "decision-maker", """ "isPrimary":true """);

        page = await host.Browser.PageAsync("/crm/accounts/" + account);
        Assert.Equal(["decision-maker", "influencer"], page.QuerySelectorAll("#committee [data-role]").Select(r => r.GetAttribute("data-role")));
        Assert.Contains("Head of Decides", page.QuerySelector("[data-role=decision-maker]")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector("[data-role=decision-maker] .badge"));
        Assert.Equal("Fears the outage", page.QuerySelector("[data-role=influencer] [data-part=note]")!.TextContent);
        Assert.DoesNotContain("Gone", page.QuerySelector("#committee")!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("[data-part=no-decider]"));
        page = await host.Browser.PageAsync("/crm/opportunities/" + deal, language: "zh-CN");
        Assert.Equal(["决策者", "影响者"], page.QuerySelectorAll("#committee [data-role] > strong").Select(r => r.TextContent));
    }

    private async Task JoinAsync(string account, string name, string role, string more)
    {
        var contact = await host.Admin.CreateAsync("contacts", $$"""{"lastName":"{{name}}","jobTitle":"Head of {{name}}"}""");
        await host.Admin.CreateAsync("account-contacts", $$"""{"accountId":"{{account}}","contactId":"{{contact}}","role":"{{role}}",{{more}}}""");
    }
}
