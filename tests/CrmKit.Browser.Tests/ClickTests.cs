using System.Globalization;
using CrmKit.Activities;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CrmKit.Browser;

/// <summary>Goes the ways that <c>docs/ux.md</c> counts, and counts again.</summary>
[Collection(WorkHosts.Name)]
public sealed class ClickTests(BrowserHost host, Chromium chromium)
{
    private readonly string _mark = Guid.NewGuid().ToString("N")[..8];
    private readonly List<int> _counted = [];
    private IPage _page = null!;
    private int _clicks;

    [Fact]
    public async Task Ten_commonest_acts_take_as_many_clicks_as_the_guide_says()
    {
        var person = await host.PersonAsync("A counter of clicks", "administrator");
        var (lead, deal, order) = await RecordsAsync(person);
        await using var visit = await Visit.OpenAsync(chromium, host.Admin.BaseAddress!);
        _page = visit.Page;
        await visit.SignInAsync(person);

        await ClickAsync("main a[href$='/leads/_new']"); // 1: a lead is added
        await _page.Locator("[name='f.name']").FillAsync("Added " + _mark);
        await ClickAsync("main form[data-draft] button.btn-primary");
        await IsAtAsync("Added " + _mark);

        await _page.Keyboard.PressAsync("Control+k"); // 2: a record is found
        await _page.Keyboard.TypeAsync("Lead " + _mark);
        await Expect(_page.Locator("#palette-list [aria-selected=true]")).ToContainTextAsync("Lead " + _mark);
        await _page.Keyboard.PressAsync("Enter");
        await IsAtAsync("Lead " + _mark);

        await ClickAsync("label[for='log-phone-call']"); // 3: a call is noted
        await _page.Locator(".crm-log [name=subject]").FillAsync("Asked for an offer");
        await ClickAsync(".crm-log button[type=submit]");
        await Expect(_page.Locator(".crm-timeline")).ToContainTextAsync("Asked for an offer");
        Done();

        await _page.GotoAsync("/crm/"); // 4: a task is done
        await ClickAsync("form[action$='/_home/done'] button");
        await Expect(_page.Locator("form[action$='/_home/reopen']")).ToContainTextAsync("Task " + _mark);
        Done();

        await _page.GotoAsync(deal); // 5: a deal goes on to its next stage
        await ClickAsync(".crm-path form:has([value=engaging]) button");
        await Expect(_page.Locator(".crm-path [aria-current=step]")).ToHaveTextAsync("Engaging");
        Done();

        await _page.GotoAsync(lead); // 6: a lead becomes a deal
        await ClickAsync(".crm-head a[href*='to=opportunity']");
        await ClickAsync("button[name=act][value=convert]");
        await Expect(_page.Locator(".crm-chain li")).ToHaveCountAsync(2);
        Done();

        await _page.GotoAsync("/crm/opportunities?columns=name,nextStep"); // 7: a field is changed
        await Expect(_page.Locator("td[data-field][tabindex='0']")).ToHaveCountAsync(1); // its script is there
        var cell = _page.Locator("tr", new() { HasText = "Deal " + _mark }).Locator("td[data-field=nextStep]");
        await cell.DblClickAsync();
        _clicks += 2;
        await cell.Locator("input[name='f.nextStep']").FillAsync("Send the offer");
        await cell.Locator("input[name='f.nextStep']").PressAsync("Enter");
        await Expect(cell).ToHaveTextAsync("Send the offer");
        Done();

        await _page.GotoAsync(deal); // 8: a record is given to a colleague
        await ClickAsync(".crm-more > summary");
        await _page.Locator(".crm-more [name='f.ownerId']").FillAsync("Admin");
        await ClickAsync(".crm-more form[action$='_assign'] button");
        await Expect(_page.Locator("[data-fact=ownerId] dd")).ToHaveTextAsync("Admin");
        Done();

        await _page.GotoAsync(order); // 9: a payment is noted
        await ClickAsync("#plan form[action$='_pay'] button");
        await Expect(_page.Locator("#plan tr[data-state=paid]")).ToHaveCountAsync(1);
        Done();

        await _page.GotoAsync("/crm/"); // 10: how much is won is looked up
        await ClickAsync("nav#nav a[href$='/_reports']");
        await ClickAsync("main a[href*='/_reports/winrate']");
        await IsAtAsync("Win rate");

        Assert.Equal(Documented(), _counted);
        visit.IsClean();
    }

    private async Task<(string Lead, string Deal, string Order)> RecordsAsync(Person person)
    {
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.User(person.Id));
        var lead = await session.Records.CreateAsync(new Lead { Name = "Lead " + _mark, CompanyName = "Firm " + _mark });
        await session.Records.CreateAsync(new FollowUp { Subject = "Task " + _mark, DueAt = session.Now.AddHours(2) });
        var deal = await session.Records.CreateAsync(new Opportunity { Name = "Deal " + _mark });
        var order = await session.Records.CreateAsync(new Order { Name = "Order " + _mark });
        await session.Records.CreateAsync(new PaymentPlanItem { OrderId = order.Id, Name = "All of it", DueOn = DateOnly.FromDateTime(session.Now.UtcDateTime), Amount = 100 });
        return ($"/crm/leads/{lead.Id}", $"/crm/opportunities/{deal.Id}", $"/crm/orders/{order.Id}");
    }

    /// <summary>The rows of the guide's table, by their numbers: what stands under CrmKit.</summary>
    private static List<int> Documented() =>
    [
        .. File.ReadLines(Path.Combine(Axe.Repository, "docs", "ux.md"))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length > 4 && int.TryParse(cells[1], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(cells => int.Parse(cells[4], NumberStyles.None, CultureInfo.InvariantCulture)),
    ];

    private async Task ClickAsync(string selector)
    {
        await _page.Locator(selector).ClickAsync();
        _clicks++;
    }

    private async Task IsAtAsync(string heading)
    {
        await Expect(_page.Locator("main h1")).ToHaveTextAsync(heading);
        Done();
    }

    private void Done()
    {
        _counted.Add(_clicks);
        _clicks = 0;
    }
}
