using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Cases;
using CrmKit.Leads;
using CrmKit.Records;

namespace CrmKit.Intake;

/// <summary>S102: what customers write and call about goes into their case, and problems that are reported become one.</summary>
public sealed class CaseIntakeTests
{
    private static readonly LeadSignal Message = new() { Source = "whatsapp", Key = "m1", Phone = "+49 30 123456", Name = "Ada", Channel = "messenger", Message = "It drips\nagain", Use = SignalUse.Conversation };

    [Fact]
    public async Task S102_messages_calls_and_mails_of_a_customer_go_into_his_open_case_each_once()
    {
        await using var crm = new TestCrm();
        var (account, agent) = (await crm.AddAsync(new Account { Name = "Firm" }), await crm.AddUserAsync("Ada", "service-agent"));
        var contact = await crm.AddAsync(new Contact { LastName = "Wong", AccountId = account.Id, Email = "wong@example.com", Phone = "+4930123456" });
        var old = await crm.AddAsync(new SupportCase { Subject = "Older", ContactId = contact.Id });
        var open = await crm.AddAsync(new SupportCase { Subject = "Open", ContactId = contact.Id }, new InitialState { OwnerId = agent.Id });
        await using var session = crm.OpenSession("hook");
        LeadSignal[] told =
        [
            Message, new() { Source = "twilio", Key = "c1", Phone = "+4930123456", Channel = "phone", Message = "completed, 42 s", Use = SignalUse.Conversation },
            new() { Source = "mail", Key = "e1", Email = "WONG@example.com", Channel = "email", Message = "Photos", Use = SignalUse.Conversation },
            new() { Source = "web", Key = "w1", Email = "wong@example.com", Channel = "web", Message = "Form", Use = SignalUse.Conversation },
            new() { Source = "whatsapp", Key = "l1", Phone = "+4930123456", Message = "New pump?" }, // interest stays a lead
        ];
        var results = await session.Intake.CaptureAsync(told);
        Assert.All(results.Take(4), r => Assert.Equal((new RecordRef("case", open.Id), IntakeOutcome.Added), (r.Record, r.Outcome)));
        Assert.Equal(("lead", IntakeOutcome.Created), (results[4].Record.Type, results[4].Outcome));
        Assert.All((await session.Intake.CaptureAsync(told)).Zip(results), r => Assert.Equal((r.Second.Record, IntakeOutcome.Repeated), (r.First.Record, r.First.Outcome)));

        var message = Assert.Single(await session.Records.ListAsync(new Specification<ChannelMessage>(m => m.RegardingId == open.Id)));
        Assert.Equal(("It drips", "messenger", "whatsapp", "+49 30 123456", contact.Id, agent.Id), (message.Subject, message.Channel, message.Platform, message.Address, message.ContactId, message.OwnerId));
        Assert.Equal(ActivityDirection.Incoming, Assert.Single(await session.Records.ListAsync(new Specification<PhoneCall>(c => c.RegardingId == open.Id))).Direction);
        Assert.Equal("WONG@example.com", Assert.Single(await session.Records.ListAsync(new Specification<EmailMessage>(m => m.RegardingId == open.Id))).FromAddress, ignoreCase: true);
        Assert.Single(await session.Records.ListAsync(new Specification<Note>(n => n.RegardingId == open.Id)));
        Assert.NotEqual(old.Id, open.Id);
    }

    [Fact]
    public async Task S102_a_customer_without_an_open_case_opens_one_where_administrators_chose_so_and_else_a_lead()
    {
        await using var crm = new TestCrm();
        var contact = await crm.AddAsync(new Contact { LastName = "Wong", Phone = "+4930123456" });
        var closed = await crm.AddAsync(new SupportCase { Subject = "Solved", ContactId = contact.Id, Resolution = "Done" }, new InitialState { Stage = "resolved" });
        await using (var session = crm.OpenSession("hook")) Assert.Equal("lead", (await session.Intake.CaptureAsync([Message]))[0].Record.Type);
        await using (var session = crm.OpenSession()) await session.Settings.SaveAsync(CrmKit.Plugins.CoreSource.Id, new Dictionary<string, object?> { ["customers-open-cases"] = true });

        var other = await crm.AddAsync(new Contact { LastName = "Hopper", Mobile = "+4930777777" });
        await using var later = crm.OpenSession("hook");
        var results = await later.Intake.CaptureAsync(
        [
            Message with { Key = "m2", Phone = "+4930777777" }, Message with { Key = "m3", Phone = "+4930777777", Message = "Still" }, Message with { Key = "m4", Phone = "+4930999999" },
            new LeadSignal { Source = "twilio", Key = "c2", Phone = "+4930777777", Name = "+4930777777", Channel = "phone", Message = "no-answer", Use = SignalUse.Conversation },
        ]);
        Assert.Equal([("case", IntakeOutcome.Created), ("case", IntakeOutcome.Added), ("lead", IntakeOutcome.Created), ("case", IntakeOutcome.Added)], results.Select(r => (r.Record.Type, r.Outcome)));
        var made = (await crm.FindAsync<SupportCase>(results[0].Record.Id))!;
        Assert.Equal(("It drips", "messenger", other.Id, made.Number), (made.Subject, made.Channel, made.ContactId, results[0].Number));
        Assert.NotNull(made.Number);
        Assert.Equal(2, await later.Records.CountAsync(new Specification<ChannelMessage>(m => m.RegardingId == made.Id)));
        Assert.NotEqual(closed.Id, made.Id);
    }

    [Fact]
    public async Task S102_a_problem_that_an_app_reports_is_a_case_of_its_own_with_a_number_whoever_reports_it()
    {
        await using var crm = new TestCrm();
        var contact = await crm.AddAsync(new Contact { LastName = "Wong", Email = "wong@example.com" });
        await crm.AddAsync(new SupportCase { Subject = "Other", ContactId = contact.Id });
        await using var session = crm.OpenSession("app");
        var problem = new LeadSignal { Source = "app", Key = "p1", Name = "Wong", Email = "wong@example.com", Channel = "app", Message = "No light", Use = SignalUse.Case, Values = new Dictionary<string, object?> { ["category"] = "defect" } };
        var results = await session.Intake.CaptureAsync([problem, problem with { Key = "p2", Email = "stranger@example.com", Name = "Stranger" }]);
        Assert.All(results, r => Assert.Equal(("case", IntakeOutcome.Created), (r.Record.Type, r.Outcome)));
        Assert.Equal(2, results.Select(r => r.Number).OfType<string>().Distinct().Count());
        var (known, unknown) = ((await crm.FindAsync<SupportCase>(results[0].Record.Id))!, (await crm.FindAsync<SupportCase>(results[1].Record.Id))!);
        Assert.Equal((contact.Id, "No light", "defect"), (known.ContactId, known.Description, known.Category));
        Assert.Null(unknown.ContactId);
        Assert.Contains("stranger@example.com", unknown.Description, StringComparison.Ordinal); // else nobody could answer
        Assert.Equal(IntakeOutcome.Repeated, (await session.Intake.CaptureAsync([problem]))[0].Outcome);
        Assert.Equal(0, await session.Records.CountAsync(new Specification<Lead>()));
    }
}
