using System.Net;
using AngleSharp.Dom;
using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Cases;
using CrmKit.Orders;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>The queue of those who help customers.</summary>
public sealed class CaseQueueTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task Queue_begins_with_what_is_due_first_and_shows_nothing_of_others()
    {
        var (me, browser) = await host.BrowserOfAsync("service-agent");
        await SaveAsync(me, new SupportCase { Subject = "Later", Priority = CasePriority.Low });
        await SaveAsync(me, new SupportCase { Subject = "Now", Priority = CasePriority.Urgent });
        await SaveAsync(me, new SupportCase { Subject = "In its turn" });
        await SaveAsync(host.AdminId, new SupportCase { Subject = "Somebody else's" });
        var page = await browser.PageAsync("/crm/_cases");
        Assert.Equal(["Now", "In its turn", "Later"], Subjects(page));
        Assert.All(page.QuerySelectorAll(".crm-queue .crm-line > span:last-child"), due => Assert.NotEqual("", due.TextContent));
        Assert.Contains("Somebody else's", Subjects(await host.Browser.PageAsync("/crm/_cases?view=all")));
        Assert.Equal("服务队列", (await browser.PageAsync("/crm/_cases", language: "zh-CN")).QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task Picked_case_stands_beside_the_queue_with_its_asset_orders_and_other_cases()
    {
        var account = await SaveAsync(host.AdminId, new Account { Name = "Millstone Ltd" });
        var order = await SaveAsync(host.AdminId, new Order { Name = "Pumps", AccountId = account, Currency = "CNY" });
        var asset = await SaveAsync(host.AdminId, new Asset { Name = "Pump 7", SerialNumber = Guid.NewGuid().ToString("N"), AccountId = account });
        var id = await SaveAsync(host.AdminId, new SupportCase { Subject = "It leaks", AccountId = account, AssetId = asset, OrderId = order, Description = "Since\nMonday" });
        await SaveAsync(host.AdminId, new SupportCase { Subject = "It hums", AccountId = account });

        var page = await host.Browser.PageAsync($"/crm/_cases?case={id}");
        Assert.Equal("It leaks", page.QuerySelector(".crm-queue [aria-current] .fw-bold")!.TextContent);
        var picked = page.QuerySelector(".crm-picked")!;
        Assert.Equal("It leaks", picked.QuerySelector("h2")!.TextContent);
        Assert.Equal("Since\nMonday", picked.QuerySelector(".crm-words")!.TextContent);
        Assert.Equal($"/crm/accounts/{account}", picked.QuerySelector("[data-field=accountId] a")!.GetAttribute("href"));
        Assert.Equal([$"/crm/assets/{asset}", $"/crm/orders/{order}"], picked.QuerySelectorAll("[data-beside] h3 a").Select(a => a.GetAttribute("href")));
        Assert.Contains(picked.QuerySelectorAll("[data-beside] dd"), d => d.TextContent.Trim() == "0.00 CNY"); // of the order: amounts are nothing without their currency
        Assert.Contains(picked.QuerySelectorAll(".list-group a"), a => a.TextContent == "It hums");
        Assert.Equal("true", page.QuerySelector(".crm-split")!.GetAttribute("data-picked")); // what a small screen goes by
        Assert.Null((await host.Browser.PageAsync("/crm/_cases")).QuerySelector("[data-picked]"));
    }

    [Fact]
    public async Task S107_calls_mails_chats_and_notes_of_the_customer_stand_beside_the_case_in_one_order_and_the_answer_is_noted_there()
    {
        var account = await SaveAsync(host.AdminId, new Account { Name = "Channel Ltd" });
        var contact = await SaveAsync(host.AdminId, new Contact { LastName = "Wong", AccountId = account });
        var id = await SaveAsync(host.AdminId, new SupportCase { Subject = "It drips", AccountId = account, ContactId = contact });
        var other = await SaveAsync(host.AdminId, new SupportCase { Subject = "Somebody else's tap" });
        var day = DateTimeOffset.UnixEpoch.AddYears(50);
        await SaveAsync(host.AdminId, new PhoneCall { Subject = "Rang about it", RegardingType = "case", RegardingId = id, StartsAt = day, Direction = ActivityDirection.Incoming });
        await SaveAsync(host.AdminId, new EmailMessage { Subject = "Photos of the leak", RegardingType = "account", RegardingId = account, StartsAt = day.AddHours(3), Direction = ActivityDirection.Incoming });
        await SaveAsync(host.AdminId, new ChannelMessage { Subject = "Are you there?", Body = "Still dripping", Channel = "chat", ContactId = contact, StartsAt = day.AddHours(2), Direction = ActivityDirection.Incoming });
        await SaveAsync(host.AdminId, new PhoneCall { Subject = "Not this customer", RegardingType = "case", RegardingId = other, StartsAt = day.AddHours(1) });

        var page = await host.Browser.PageAsync($"/crm/_cases?view=all&case={id}");
        Assert.Equal(["Photos of the leak", "Are you there?", "Rang about it"], Said(page));
        var lines = page.QuerySelectorAll("#conversation li");
        Assert.Equal(["Channel Ltd"], lines[0].QuerySelectorAll("a").Skip(1).Select(a => a.TextContent)); // what it belongs to
        Assert.Equal(("Chat", "Still dripping", "in"), (lines[1].QuerySelector(".badge")!.TextContent, lines[1].QuerySelector(".crm-detail")!.TextContent, lines[1].GetAttribute("data-said")));

        var answer = page.QuerySelector("form.crm-log")!;
        Assert.Equal($"/crm/_cases?view=all&case={id}", await host.Browser.DoneAsync(answer, ("kind", "channel-message"), ("channel", "chat"), ("direction", "outgoing"), ("body", "We come at noon")));
        page = await host.Browser.PageAsync($"/crm/_cases?view=all&case={id}");
        Assert.Equal("out", page.QuerySelectorAll("#conversation li").Single(l => l.TextContent.Contains("We come at noon", StringComparison.Ordinal)).GetAttribute("data-said"));
        Assert.Equal("与客户的往来", (await host.Browser.PageAsync($"/crm/_cases?view=all&case={id}", language: "zh-CN")).QuerySelector("#conversation h3")!.TextContent);
    }

    [Fact]
    public async Task S107_what_one_may_not_read_is_not_among_what_was_said()
    {
        var account = await SaveAsync(host.AdminId, new Account { Name = "Hidden Ltd" });
        await SaveAsync(host.AdminId, new PhoneCall { Subject = "The administrator's call", RegardingType = "account", RegardingId = account, StartsAt = DateTimeOffset.UnixEpoch });
        var (me, browser) = await host.BrowserOfAsync("service-agent");
        var id = await SaveAsync(me, new SupportCase { Subject = "Mine", AccountId = account });
        var mine = Said(await browser.PageAsync($"/crm/_cases?case={id}")).ToList();
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.User(me));
        Assert.Equal((await session.Records.QueryAsync(new RecordQuery("phone-call") { Filter = $"regardingId eq '{account}'" })).Items.Count, mine.Count);
    }

    [Fact]
    public async Task S102_case_is_opened_out_of_a_call_that_was_logged_in_two_clicks()
    {
        var account = await SaveAsync(host.AdminId, new Account { Name = "Ringing Ltd" });
        var contact = await SaveAsync(host.AdminId, new Contact { LastName = "Wong", AccountId = account });
        var page = await host.Browser.PageAsync($"/crm/contacts/{contact}");
        await host.Browser.DoneAsync(page.QuerySelector("form.crm-log")!, ("kind", "phone-call"), ("subject", "Pump stands still"), ("body", "Since this morning"));
        page = await host.Browser.PageAsync($"/crm/contacts/{contact}");
        var link = Assert.Single(page.QuerySelectorAll("#timeline [data-open-case]"));
        var form = (await host.Browser.PageAsync(link.GetAttribute("href")!)).QuerySelector("main form[method=post]")!;
        var address = await host.Browser.DoneAsync(form);
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        var item = await session.Records.GetAsync<SupportCase>(Guid.Parse(address.Split('/')[^1]));
        Assert.Equal(("Pump stands still", "Since this morning", "phone", account, contact), (item.Subject, item.Description, item.Channel, item.AccountId, item.ContactId));
    }

    private static IEnumerable<string> Said(IParentNode page) => page.QuerySelectorAll("#conversation li > a").Select(a => a.TextContent);

    [Fact]
    public async Task One_click_notes_that_the_customer_was_answered_and_the_next_clock_runs()
    {
        var (me, browser) = await host.BrowserOfAsync("service-agent");
        var id = await SaveAsync(me, new SupportCase { Subject = "Silent so far" });
        var page = await browser.PageAsync($"/crm/_cases?case={id}");
        Assert.Equal(2, Clocks(page).Count());
        Assert.Equal($"/crm/_cases?case={id}", await browser.DoneAsync(page.QuerySelector("[data-form=answered]")!));
        page = await browser.PageAsync($"/crm/_cases?case={id}");
        Assert.Null(page.QuerySelector("[data-form=answered]"));
        Assert.Single(Clocks(page));

        static IEnumerable<IElement> Clocks(IParentNode page) => page.QuerySelectorAll(".crm-picked dt").Where(d => d.TextContent is "First answer due" or "Solution due");
    }

    [Fact]
    public async Task Who_may_not_see_or_change_a_case_does_neither()
    {
        var (me, browser) = await host.BrowserOfAsync("service-agent");
        var mine = await SaveAsync(me, new SupportCase { Subject = "Mine to answer" });
        var form = (await browser.PageAsync($"/crm/_cases?case={mine}")).QuerySelector("[data-form=answered]")!;
        await browser.SubmitAsync(form, HttpStatusCode.NotFound, ("id", Guid.NewGuid().ToString()));
        await browser.SubmitAsync(form, HttpStatusCode.BadRequest, ("id", "none"));
        await browser.PageAsync($"/crm/_cases?case={Guid.NewGuid()}", HttpStatusCode.NotFound);
        var (_, nobody) = await host.BrowserOfAsync("");
        var page = await nobody.PageAsync("/crm/_cases", HttpStatusCode.Forbidden);
        Assert.DoesNotContain(page.QuerySelectorAll("nav a"), a => a.GetAttribute("href") == "/crm/_cases");
        var (_, idle) = await host.BrowserOfAsync("service-agent");
        Assert.Equal("No open cases here.", (await idle.PageAsync("/crm/_cases")).QuerySelector(".crm-queue .card-body")!.TextContent);
    }

    private async Task<Guid> SaveAsync<T>(Guid owner, T record) where T : Records.Record
    {
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.User(owner));
        return (await session.Records.CreateAsync(record)).Id;
    }

    private static IEnumerable<string> Subjects(IParentNode page) => page.QuerySelectorAll(".crm-queue .fw-bold.crm-grow").Select(s => s.TextContent);
}
