using CrmKit.Accounts;
using CrmKit.Intake;
using CrmKit.Leads;
using CrmKit.Lifecycles;
using CrmKit.Records;
using CrmKit.Reports;

namespace CrmKit.Activities;

public sealed class ChannelMessageTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 16, 9, 0, 0, TimeSpan.Zero);
    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task S8_S12_messages_and_mentions_stand_in_the_timeline_beside_mails()
    {
        var ada = await _crm.AddAsync(new Contact { LastName = "Ada" });
        await _crm.AddAsync(
            new EmailMessage { Subject = "Mail", ContactId = ada.Id, StartsAt = Now.AddDays(-3) }, Message(ada, "messenger", -2, ActivityDirection.Incoming, "WeChat"),
            new ChannelMessage { Subject = "Mentions us", ContactId = ada.Id, Channel = "social", Platform = "Weibo", Url = "https://weibo.example/1", Direction = ActivityDirection.Incoming, StartsAt = Now.AddDays(-1) });
        await using var session = _crm.OpenSession();
        var entries = (await session.Timeline.ForAsync(new("contact", ada.Id))).Items;
        Assert.Equal(["channel-message", "channel-message", "email-message"], entries.Where(e => e.Kind.EndsWith("message", StringComparison.Ordinal)).Select(e => e.Kind));
        Assert.Equal("field.option", (await Assert.ThrowsAsync<CrmValidationException>(() => _crm.AddAsync(new ChannelMessage { Subject = "Where", Channel = "pigeon" }))).Error.Code);
    }

    [Fact]
    public async Task A_message_that_the_service_tells_twice_is_stored_once()
    {
        var ada = await _crm.AddAsync(new Contact { LastName = "Ada" });
        await _crm.AddAsync(new ChannelMessage { Subject = "Hello", ContactId = ada.Id, Channel = "messenger", MessageId = "wx-1" });
        Assert.Equal("field.duplicate", (await Assert.ThrowsAsync<CrmValidationException>(() => _crm.AddAsync(new ChannelMessage { Subject = "Hello", ContactId = ada.Id, Channel = "messenger", MessageId = "wx-1" }))).Error.Code);
    }

    [Fact]
    public async Task S14_whoever_answers_chats_and_no_calls_prefers_to_chat()
    {
        var ada = await _crm.AddAsync(new Contact { LastName = "Ada" });
        await _crm.AddAsync(
            Message(ada, "chat", -9, ActivityDirection.Outgoing), Message(ada, "chat", -9.5 + 1, ActivityDirection.Incoming), Message(ada, "chat", -6, ActivityDirection.Outgoing), Message(ada, "chat", -5, ActivityDirection.Incoming),
            Message(ada, "chat", -4, ActivityDirection.Incoming), Message(ada, "sms", -8, ActivityDirection.Outgoing), new PhoneCall { Subject = "Call", ContactId = ada.Id, StartsAt = Now.AddDays(-3), DurationSeconds = 30 });
        await using var session = _crm.OpenSession();
        var figures = (await session.Lifecycle.OfAsync("contact", [ada.Id]))[0];
        Assert.Equal("chat", figures.PreferredChannel);
        Assert.Equal([new("chat", 2, 3, 2, 18m), new("phone", 1, 0, 1, null), new ChannelFigures("sms", 1, 0, 0, null)], figures.Channels);
    }

    [Fact]
    public async Task S13_channels_are_measured_over_all_people_and_shares_wait_for_enough_of_them()
    {
        var people = (await _crm.AddAsync(Enumerable.Range(0, 6).Select(i => new Contact { LastName = $"P{i}" }))).Cast<Contact>().ToList();
        await _crm.AddAsync(people.Select(p => Message(p, "letter", -20, ActivityDirection.Outgoing)));
        await _crm.AddAsync(people.Select(p => new EmailMessage { Subject = "Mail", ContactId = p.Id, StartsAt = Now.AddDays(-10) }));
        await _crm.AddAsync(people.Take(3).Select(p => new EmailMessage { Subject = "Re", ContactId = p.Id, StartsAt = Now.AddDays(-9), Direction = ActivityDirection.Incoming }));
        await _crm.AddAsync(new PhoneCall { Subject = "Call", ContactId = people[0].Id, StartsAt = Now.AddDays(-8), DurationSeconds = 30 }, new PhoneCall { Subject = "Old", ContactId = people[0].Id, StartsAt = Now.AddDays(-800), DurationSeconds = 30 },
            new Appointment { Subject = "Planned", ContactId = people[0].Id, StartsAt = Now.AddDays(8) });
        await using var session = _crm.OpenSession();
        var table = await session.Reports.RunAsync("channels");
        Assert.Equal([["email", 6L, 3L, 50m, 6L, 3L, 50m, 3L, 24m], ["letter", 6L, 0L, 0m, 6L, 0L, 0m, 0L, null], ["phone", 1L, 1L, null, 1L, 1L, null, 0L, null]], table.Rows.Select(r => r.ToArray()));
        Assert.Equal(["phone"], (await session.Reports.RunAsync("channels", new ReportParameters { From = new(2023, 1, 1), Until = new(2025, 1, 1) })).Rows.Select(r => r[0]));
        Assert.Equal("report.parameter", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Reports.RunAsync("channels", new ReportParameters { Filter = "subject eq 'x'" }))).Error.Code);

        await using var other = _crm.OpenSession(await _crm.AddUserAsync("Bob", "sales-rep"));
        Assert.Empty((await other.Reports.RunAsync("channels")).Rows); // none of them is his
    }

    [Fact]
    public async Task Calls_and_visits_are_counted_by_person_taken_and_missed_in_and_out()
    {
        var people = new List<Contact>();
        for (var i = 0; i < 5; i++) people.Add(await _crm.AddAsync(new Contact { LastName = $"Person {i}" }));
        foreach (var person in people) await _crm.AddAsync(new PhoneCall { Subject = "Missed", ContactId = person.Id, StartsAt = Now.AddDays(-3) });
        var account = await _crm.AddAsync(new Account { Name = "Acme" });
        await _crm.AddAsync(
            new PhoneCall { Subject = "Taken", ContactId = people[0].Id, StartsAt = Now.AddDays(-2), DurationSeconds = 30 }, new PhoneCall { Subject = "Taken", ContactId = people[0].Id, StartsAt = Now.AddDays(-1), DurationSeconds = 30 },
            new PhoneCall { Subject = "Came in", ContactId = people[1].Id, StartsAt = Now.AddDays(-1), Direction = ActivityDirection.Incoming },
            new PhoneCall { Subject = "Of nobody in person", RegardingType = "account", RegardingId = account.Id, StartsAt = Now.AddDays(-1), DurationSeconds = 5 },
            new Appointment { Subject = "Kept", ContactId = people[2].Id, StartsAt = Now.AddDays(-4), DoneAt = Now.AddDays(-4) }, new Appointment { Subject = "Not kept", ContactId = people[2].Id, StartsAt = Now.AddDays(-2) });
        await using var session = _crm.OpenSession();
        Assert.Equal([["phone", 6L, 2L, 33.33m, 8L, 3L, 37.5m, 1L, null], ["visit", 1L, 1L, null, 2L, 1L, null, 0L, null]], (await session.Reports.RunAsync("channels")).Rows.Select(r => r.ToArray()));
    }

    [Fact]
    public async Task S43_what_an_open_lead_writes_by_messenger_is_a_message_of_his_and_counts_once()
    {
        await using var session = _crm.OpenSession("whatsapp");
        var first = (await session.Intake.CaptureAsync([new LeadSignal { Source = "whatsapp", Key = "1", Phone = "+4930123456", Channel = "messenger", Message = "Hello" }]))[0];
        LeadSignal more = new() { Source = "whatsapp", Key = "2", Phone = "+4930123456", Channel = "messenger", Message = "Still there?" };
        Assert.Equal([IntakeOutcome.Added, IntakeOutcome.Repeated], (await session.Intake.CaptureAsync([more, more])).Select(r => r.Outcome));
        Assert.Equal(IntakeOutcome.Repeated, (await session.Intake.CaptureAsync([more]))[0].Outcome);
        var message = Assert.Single(await session.Records.ListAsync(new Specification<ChannelMessage>()));
        Assert.Equal((first.Record.Id, "messenger", ActivityDirection.Incoming, "+4930123456"), (message.RegardingId!.Value, message.Channel, message.Direction, message.Address));
        Assert.Contains("Still there?", message.Body, StringComparison.Ordinal);
        Assert.Single(await session.Records.ListAsync(new Specification<Lead>()));
    }

    private static ChannelMessage Message(Contact contact, string channel, double days, ActivityDirection direction, string? platform = null) =>
        new() { Subject = "Message", ContactId = contact.Id, Channel = channel, Platform = platform, Direction = direction, StartsAt = Now.AddDays(days) };
}
