using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Events;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Reports;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Lifecycles;

public sealed class CustomerFiguresTests : IAsyncDisposable
{
    private static readonly DateOnly Today = new(2026, 3, 16);
    private readonly List<string> _told = [];
    private readonly TestCrm _crm;

    public CustomerFiguresTests()
    {
        _crm = new TestCrm(crm => crm.Configure(o => o.TimeZone = "Asia/Shanghai"), plugin =>
        {
            plugin.Services.AddSingleton(_told);
            plugin.AddSubscriber<Listener>("account.lifecycle-changed").AddSubscriber<Listener>("contact.lifecycle-changed");
        });
    }

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task S24_class_of_a_record_is_that_of_the_report_on_every_day()
    {
        var accounts = new List<Account>();
        foreach (var days in new int[][] { [], [0], [5, 50], [5, 400], [5, 900], [500], [365], [364, 729], [364, 730] }) accounts.Add(await BuysAsync(string.Join(",", days), days));
        await using var session = _crm.OpenSession();
        var figures = await session.Lifecycle.OfAsync("accounts", [.. accounts.Select(a => a.Id)]);
        Assert.Equal(accounts.Select(a => a.Id), figures.Select(f => f.Record.Id));
        var histories = new Dictionary<Guid, IReadOnlyList<ClassPeriod>>();
        foreach (var account in accounts) histories[account.Id] = await session.Lifecycle.HistoryAsync(new("account", account.Id));
        foreach (var day in new[] { 0, 1, 5, 40, 135, 136, 364, 365, 400, 500, 1000 }.Select(d => Today.AddDays(-d)))
            foreach (var row in (await session.Reports.RunAsync("lifecycle", new ReportParameters { By = "account", AsOf = day })).Rows)
            {
                var period = histories[(Guid)row[1]!].FirstOrDefault(p => p.From <= day && (p.Until is null || p.Until >= day));
                Assert.Equal((string)row[2]!, period is null ? "potential" : Fields.EnumCode.Of(period.Class));
                if (day == Today) Assert.Equal((string)row[2]!, Fields.EnumCode.Of(figures.Single(f => f.Record.Id == (Guid)row[1]!).Class));
            }
    }

    [Fact]
    public async Task S24_classes_move_by_purchases_and_by_time_and_are_told_once()
    {
        var account = await BuysAsync("Engines", 400);
        await DeliverAsync();
        Assert.Equal(["account Engines potential>lost 2026-02-09"], Told());
        var order = await _crm.AddAsync(new Order { Name = "Again", AccountId = account.Id, OrderedOn = Today });
        await DeliverAsync();
        Assert.Equal(["account Engines lost>retained 2026-03-16"], Told());
        await DeliverAsync();
        Assert.Empty(Told());

        await using var session = _crm.OpenSession();
        var figures = (await session.Lifecycle.OfAsync("account", [account.Id]))[0];
        Assert.Equal((LifecycleClass.Retained, new DateOnly(2027, 2, 9)), (figures.Class, figures.ClassChangesOn)); // the first purchase leaves the window before
        _crm.Clock.Advance(TimeSpan.FromDays(365));
        var clock = _crm.Services.GetRequiredService<LifecycleClock>();
        await clock.RunAsync(default);
        await clock.RunAsync(default);
        await DeliverAsync();
        Assert.Equal(["account Engines retained>lost 2027-03-16"], Told());

        await session.Records.SaveAsync(new ChangeSet().Delete(new RecordRef("order", order.Id)));
        await session.Records.SaveAsync(new ChangeSet().Restore(new RecordRef("order", order.Id)));
        await DeliverAsync();
        Assert.Empty(Told());
        Assert.Equal(0, await session.Lifecycle.RefreshAsync());
    }

    [Fact]
    public async Task S24_an_order_that_moves_to_another_customer_moves_both()
    {
        var (first, second) = (await BuysAsync("First", 10), await BuysAsync("Second"));
        await DeliverAsync();
        Told();
        await using var session = _crm.OpenSession();
        var order = Assert.Single(await session.Records.ListAsync(new Specification<Order>()));
        await session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("order", order.Id), new Dictionary<string, object?> { ["accountId"] = second.Id }));
        await DeliverAsync();
        Assert.Equal(["account First new>potential 2026-03-16", "account Second potential>new 2026-03-06"], Told().Order());
        var merge = (await session.Records.MergeAsync([new(new("account", first.Id), new("account", second.Id))]))[0];
        await DeliverAsync();
        Assert.Contains("account First potential>new 2026-03-06", Told());
        Assert.Equal(LifecycleClass.New, (await session.Lifecycle.HistoryAsync(new("account", first.Id)))[^1].Class);
        await session.Records.UnmergeAsync([merge.MergeId!.Value]);
        await DeliverAsync();
        Assert.Contains("account First new>potential 2026-03-16", Told());
    }

    [Fact]
    public async Task S29_repurchase_cycle_needs_three_days_of_purchase()
    {
        var (two, four) = (await BuysAsync("Two", 10, 40), await BuysAsync("Four", 10, 40, 71, 111, 111));
        await using var session = _crm.OpenSession();
        var figures = await session.Lifecycle.OfAsync("account", [two.Id, four.Id]);
        Assert.Equal((null, null), (figures[0].RepurchaseDays, figures[0].NextPurchaseOn));
        Assert.StartsWith("Not enough data: 2 days", figures[0].Reasons.Single(r => r.Figure == "repurchase").Text.English, StringComparison.Ordinal);
        Assert.Equal((31m, Today.AddDays(21)), (figures[1].RepurchaseDays, figures[1].NextPurchaseOn));
        Assert.Equal(5, figures[1].Reasons.Single(r => r.Figure == "repurchase").Records.Count);
    }

    [Fact]
    public async Task S10_S11_S13_S14_last_contact_channels_and_best_hour_follow_from_what_happened()
    {
        var account = await _crm.AddAsync(new Account { Name = "Engines" });
        var ada = await _crm.AddAsync(new Contact { LastName = "Ada", AccountId = account.Id });
        var now = new DateTimeOffset(2026, 3, 16, 9, 0, 0, TimeSpan.FromHours(8));
        await _crm.AddAsync(
            Mail(ada, now.AddDays(-20), ActivityDirection.Outgoing), Mail(ada, now.AddDays(-20).AddHours(2), ActivityDirection.Incoming),
            Mail(ada, now.AddDays(-12), ActivityDirection.Outgoing), Mail(ada, now.AddDays(-11), ActivityDirection.Outgoing), Mail(ada, now.AddDays(-11).AddHours(5), ActivityDirection.Incoming),
            Mail(ada, now.AddDays(-9), ActivityDirection.Outgoing), Mail(ada, now.AddDays(-1).AddHours(1), ActivityDirection.Incoming), // eight days later: no answer
            Call(ada, now.AddDays(-30).AddHours(2), 60), Call(ada, now.AddDays(-31).AddHours(2), 90), Call(ada, now.AddDays(-32).AddHours(3), 0), Call(ada, now.AddDays(-33).AddHours(4), null),
            Call(ada, now.AddDays(-500), 60), new PhoneCall { Subject = "Planned", ContactId = ada.Id, StartsAt = now.AddDays(3) }, new Note { Subject = "A note", ContactId = ada.Id });
        await using var session = _crm.OpenSession();
        var figures = (await session.Lifecycle.OfAsync("contact", [ada.Id]))[0];
        Assert.Equal((now.AddDays(-1).AddHours(1).ToUniversalTime(), "Mail", "email-message"), (figures.LastContactAt, figures.LastContactReason, figures.LastContact?.Type));
        Assert.Equal("email", figures.PreferredChannel);
        Assert.Equal([new("email", 4, 3, 2, 3.5m), new ChannelFigures("phone", 4, 0, 2, null)], figures.Channels);
        Assert.Equal(11, figures.BestHour); // in Shanghai: two calls and a mail
        Assert.Equal("Reached 3 of 5 times between 11:00 and 12:00.", figures.Reasons.Single(r => r.Figure == "bestHour").Text.English);
        var ofAccount = (await session.Lifecycle.OfAsync("account", [account.Id]))[0];
        Assert.Equal((figures.LastContactAt, figures.PreferredChannel, figures.BestHour), (ofAccount.LastContactAt, ofAccount.PreferredChannel, ofAccount.BestHour));
    }

    [Fact]
    public async Task What_there_is_too_little_to_tell_from_is_empty_and_says_so()
    {
        var ada = await _crm.AddAsync(new Contact { LastName = "Ada" });
        await using var session = _crm.OpenSession();
        var figures = (await session.Lifecycle.OfAsync("contact", [ada.Id]))[0];
        Assert.Equal((LifecycleClass.Potential, null, null, null, null, null, null), (figures.Class, figures.ClassChangesOn, figures.RepurchaseDays, figures.LastContactAt, figures.PreferredChannel, figures.BestHour, figures.PaymentDays));
        Assert.All(figures.Reasons.Skip(1), r => Assert.True(r.Text.English.StartsWith("Not enough data", StringComparison.Ordinal) && r.Text.Chinese!.StartsWith("数据不足", StringComparison.Ordinal), r.Figure));
        Assert.Empty(await session.Lifecycle.HistoryAsync(new("contact", ada.Id)));
    }

    [Fact]
    public async Task S95_payment_speed_is_by_order_and_against_the_day_due()
    {
        var account = await _crm.AddAsync(new Account { Name = "Engines" });
        var (one, other, lost) = (await OrderAsync(account, -60), await OrderAsync(account, -40), await OrderAsync(account, -30));
        await using var session = _crm.OpenSession();
        Assert.Null((await session.Lifecycle.OfAsync("account", [account.Id]))[0].PaymentDays);
        await PayAsync(one, (-50, 100), (-30, 300)); // 10 and 30 days, weighted: 25
        Assert.StartsWith("Not enough data: 1 paid", (await session.Lifecycle.OfAsync("account", [account.Id]))[0].Reasons.Single(r => r.Figure == "payment").Text.English, StringComparison.Ordinal);
        var due = await _crm.AddAsync(new PaymentPlanItem { OrderId = other.Id, Name = "All", DueOn = Today.AddDays(-30), Amount = 10 });
        await _crm.AddAsync(new Payment { OrderId = other.Id, PaymentPlanItemId = due.Id, PaidOn = Today.AddDays(-25), Amount = 10 });
        var figures = (await session.Lifecycle.OfAsync("account", [account.Id]))[0];
        Assert.Equal((20m, null), (figures.PaymentDays, figures.PaymentDelayDays));
        var early = await _crm.AddAsync(new PaymentPlanItem { OrderId = lost.Id, Name = "All", DueOn = Today.AddDays(-10), Amount = 10 });
        await _crm.AddAsync(new Payment { OrderId = lost.Id, PaymentPlanItemId = early.Id, PaidOn = Today.AddDays(-12), Amount = 10 });
        Assert.Equal((19.33m, 1.5m), ((await session.Lifecycle.OfAsync("account", [account.Id]))[0].PaymentDays, (await session.Lifecycle.OfAsync("account", [account.Id]))[0].PaymentDelayDays));
    }

    [Fact]
    public async Task Figures_are_out_of_what_the_actor_may_see()
    {
        var (ada, bob) = (await _crm.AddUserAsync("Ada", "sales-rep"), await _crm.AddUserAsync("Bob", "sales-rep"));
        var account = await _crm.AddAsync(new Account { Name = "Engines" });
        await _crm.AddAsync(new Order { Name = "1", AccountId = account.Id, OrderedOn = Today }, new InitialState { OwnerId = ada.Id });
        await using var sees = _crm.OpenSession(ada);
        await using var not = _crm.OpenSession(bob);
        Assert.Equal(LifecycleClass.New, (await sees.Lifecycle.OfAsync("account", [account.Id, Guid.NewGuid()])).Single().Class);
        Assert.Equal(LifecycleClass.Potential, (await not.Lifecycle.OfAsync("account", [account.Id]))[0].Class);
        Assert.Empty(await not.Lifecycle.HistoryAsync(new("account", account.Id)));
        Assert.DoesNotContain((await not.Timeline.ForAsync(new("account", account.Id))).Items, e => e.Kind == "lifecycle");
        Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => sees.Lifecycle.RefreshAsync())).Error.Code);
        Assert.Equal("lifecycle.type", (await Assert.ThrowsAsync<CrmValidationException>(() => sees.Lifecycle.OfAsync("lead", []))).Error.Code);
        Assert.Equal("lifecycle.batch-size", (await Assert.ThrowsAsync<CrmValidationException>(() => sees.Lifecycle.OfAsync("account", [.. Enumerable.Range(0, 1001).Select(_ => Guid.NewGuid())]))).Error.Code);
        await Assert.ThrowsAsync<CrmNotFoundException>(() => sees.Lifecycle.HistoryAsync(new("account", Guid.NewGuid())));
    }

    [Fact]
    public async Task Won_opportunity_counts_and_its_order_does_not_count_twice()
    {
        var account = await _crm.AddAsync(new Account { Name = "Engines" });
        var deal = await _crm.AddAsync(new Opportunity { Name = "Deal", AccountId = account.Id });
        await using var session = _crm.OpenSession();
        await session.Pipelines.MoveAsync([new(new("opportunity", deal.Id), "won")]);
        await DeliverAsync();
        Assert.Equal(["account Engines potential>new 2026-03-16"], Told());
        Assert.Equal(new RecordRef("opportunity", deal.Id), (await session.Lifecycle.HistoryAsync(new("account", account.Id))).Single().Purchase);
        await _crm.AddAsync(new Order { Name = "1", AccountId = account.Id, OpportunityId = deal.Id, OrderedOn = Today });
        Assert.Equal("order", Assert.Single((await session.Lifecycle.OfAsync("account", [account.Id]))[0].Reasons[0].Records).Type);
        Assert.Contains((await session.Timeline.ForAsync(new("account", account.Id))).Items, e => e is { Kind: "lifecycle", Title: { English: "Became new on 2026-03-16 (was potential)", Chinese: "自 2026-03-16 起成为新客户（此前为潜在客户）" } });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void History_and_the_next_change_agree_with_the_class_on_every_day(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 20; round++)
        {
            var days = random.Next(5, 40);
            var purchases = Enumerable.Range(0, random.Next(1, 8)).Select(_ => Today.AddDays(-random.Next(0, 150))).ToList();
            var history = Lifecycle.History(purchases, Today, days);
            for (var day = Today.AddDays(-160); day <= Today; day = day.AddDays(1))
            {
                var expected = Lifecycle.Of(purchases, day, days).Class;
                Assert.Equal(expected, history.LastOrDefault(h => h.From <= day) is { From.Year: > 1 } period ? period.Class : LifecycleClass.Potential);
            }
            var next = Lifecycle.NextChange(purchases, Today, days);
            var now = Lifecycle.Of(purchases, Today, days).Class;
            for (var day = Today; day < (next ?? Today.AddDays(200)); day = day.AddDays(1)) Assert.Equal(now, Lifecycle.Of(purchases, day, days).Class);
            if (next is { } turn) Assert.NotEqual(now, Lifecycle.Of(purchases, turn, days).Class);
        }
    }

    private async Task<Account> BuysAsync(string name, params int[] daysAgo)
    {
        var account = await _crm.AddAsync(new Account { Name = name.Length == 0 ? "Nothing" : name });
        foreach (var days in daysAgo) await OrderAsync(account, -days);
        return account;
    }

    private Task<Order> OrderAsync(Account account, int day) => _crm.AddAsync(new Order { Name = account.Name, AccountId = account.Id, OrderedOn = Today.AddDays(day) });

    private async Task PayAsync(Order order, params (int Day, decimal Amount)[] payments)
    {
        foreach (var (day, amount) in payments) await _crm.AddAsync(new Payment { OrderId = order.Id, PaidOn = Today.AddDays(day), Amount = amount });
    }

    private static EmailMessage Mail(Contact contact, DateTimeOffset at, ActivityDirection direction) => new() { Subject = "Mail", ContactId = contact.Id, StartsAt = at, Direction = direction };

    private static PhoneCall Call(Contact contact, DateTimeOffset at, int? seconds) => new() { Subject = "Call", ContactId = contact.Id, StartsAt = at, DurationSeconds = seconds };

    private Task<int> DeliverAsync() => _crm.Services.GetRequiredService<IDispatcher>().DrainAsync();

    private List<string> Told()
    {
        var told = _told.ToList();
        _told.Clear();
        return told;
    }

    private sealed class Listener(List<string> told) : IEventSubscriber
    {
        public async ValueTask HandleAsync(EventContext context, CancellationToken cancellationToken)
        {
            var type = context.Event.Name.Split('.')[0];
            foreach (var item in context.Event.Payload.GetProperty("items").EnumerateArray())
            {
                var record = await context.Session.Records.FindAsync(new RecordRef(type, item.GetProperty("id").GetGuid()), cancellationToken);
                told.Add($"{type} {(record as Account)?.Name} {item.GetProperty("from")}>{item.GetProperty("to")} {item.GetProperty("on")}");
            }
        }
    }
}
