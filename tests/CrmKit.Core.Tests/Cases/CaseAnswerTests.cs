using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Effects;
using CrmKit.Events;
using CrmKit.Records;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Cases;

/// <summary>S107: customers are answered over the way that they used.</summary>
public sealed class CaseAnswerTests
{
    private sealed class Sent
    {
        public List<EffectRequest> All { get; } = [];
    }

    private sealed class Postman(Sent sent) : IEffectExecutor
    {
        public ValueTask ExecuteAsync(EffectRequest effect, CancellationToken cancellationToken)
        {
            sent.All.Add(effect);
            return default;
        }
    }

    private readonly Sent _sent = new();

    private TestCrm Open(params string[] kinds) => new(plugin: p =>
    {
        p.Services.AddSingleton(_sent);
        foreach (var kind in kinds) p.AddEffectExecutor<Postman>(kind);
    });

    [Fact]
    public async Task S107_answer_leaves_over_the_way_that_the_customer_used_last_stands_in_the_timeline_and_moves_the_case()
    {
        await using var crm = Open("mail", "message");
        var agent = await crm.AddUserAsync("Ada", "service-agent");
        var contact = await crm.AddAsync(new Contact { LastName = "Wong", Email = "kept@example.com" });
        var item = await crm.AddAsync(new SupportCase { Subject = "It drips", Number = "C-7", ContactId = contact.Id }, new InitialState { OwnerId = agent.Id });
        await crm.AddAsync(new EmailMessage { Subject = "Hello", Direction = ActivityDirection.Incoming, FromAddress = "wrote@example.com", StartsAt = crm.Clock.GetUtcNow().AddHours(-2), RegardingType = "case", RegardingId = item.Id });
        await crm.AddAsync(new ChannelMessage { Subject = "Still", Direction = ActivityDirection.Incoming, Channel = "messenger", Platform = "whatsapp", Address = "+4930123456", StartsAt = crm.Clock.GetUtcNow().AddHours(-1), RegardingType = "case", RegardingId = item.Id });
        await using var session = crm.OpenSession(agent);
        var ways = await session.Answers.WaysAsync(item.Id);
        Assert.Equal([("messenger", "+4930123456", "whatsapp", null), ("email", "wrote@example.com", null, null)], ways.Select(w => (w.Channel, w.Address, w.Platform, w.Why?.Code)));

        var message = await session.Answers.AnswerAsync(item.Id, new CaseAnswer("messenger", "We come at noon") { Stage = "waiting" });
        var mail = await session.Answers.AnswerAsync(item.Id, new CaseAnswer("email", "As we wrote"));
        var said = (await crm.FindAsync<ChannelMessage>(message.Id))!;
        Assert.Equal((ActivityDirection.Outgoing, "messenger", "+4930123456", "We come at noon", item.Id, agent.Id), (said.Direction, said.Channel, said.Address, said.Body, said.RegardingId, said.OwnerId));
        Assert.Equal(("Re: It drips [C-7]", "wrote@example.com"), ((await crm.FindAsync<EmailMessage>(mail.Id))!.Subject, (await crm.FindAsync<EmailMessage>(mail.Id))!.ToAddresses));
        var stored = (await crm.FindAsync<SupportCase>(item.Id))!;
        Assert.Equal(("waiting", session.Now), (stored.StageKey, stored.FirstRespondedAt));

        await crm.Services.GetRequiredService<IDispatcher>().DrainAsync(TestContext.Current.CancellationToken);
        await crm.Services.GetRequiredService<IDispatcher>().DrainAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["mail", "message"], _sent.All.Select(s => s.Kind).Order());
        var payload = _sent.All.Single(s => s.Kind == "mail").Payload;
        Assert.Equal(("wrote@example.com", "Re: It drips [C-7]", "As we wrote"), (payload.GetProperty("to").GetString(), payload.GetProperty("subject").GetString(), payload.GetProperty("text").GetString()));
        Assert.Equal("+4930123456", _sent.All.Single(s => s.Kind == "message").Payload.GetProperty("to").GetString());
    }

    [Fact]
    public async Task S107_a_way_that_does_not_work_says_why_and_nothing_of_an_answer_over_it_stays()
    {
        await using var crm = Open();
        var contact = await crm.AddAsync(new Contact { LastName = "Wong", Email = "kept@example.com" });
        var known = await crm.AddAsync(new SupportCase { Subject = "It drips", ContactId = contact.Id });
        var unknown = await crm.AddAsync(new SupportCase { Subject = "It hums" });
        await using var session = crm.OpenSession();
        Assert.Equal([("email", "kept@example.com", "case.answer-sender")], (await session.Answers.WaysAsync(known.Id)).Select(w => (w.Channel, w.Address, w.Why!.Code)));
        Assert.Equal([("email", null, "case.answer-address")], (await session.Answers.WaysAsync(unknown.Id)).Select(w => (w.Channel, w.Address, w.Why!.Code)));
        Assert.Equal("case.answer-sender", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Answers.AnswerAsync(known.Id, new CaseAnswer("email", "Hello")))).Error.Code);
        Assert.Equal("case.answer-address", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Answers.AnswerAsync(known.Id, new CaseAnswer("sms", "Hello")))).Error.Code);
        Assert.Equal("case.answer-empty", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Answers.AnswerAsync(known.Id, new CaseAnswer("email", " ")))).Error.Code);
        await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Answers.AnswerAsync(Guid.NewGuid(), new CaseAnswer("email", "Hello")));
        Assert.Equal((0, null), (await session.Records.CountAsync(new Specification<EmailMessage>()), (await crm.FindAsync<SupportCase>(known.Id))!.FirstRespondedAt));
    }

    [Fact]
    public async Task S107_who_may_not_change_the_case_answers_nobody_and_a_refused_stage_takes_the_answer_back()
    {
        await using var crm = Open("mail");
        var contact = await crm.AddAsync(new Contact { LastName = "Wong", Email = "kept@example.com" });
        var item = await crm.AddAsync(new SupportCase { Subject = "It drips", ContactId = contact.Id, FirstRespondedAt = crm.Clock.GetUtcNow() });
        var agent = await crm.AddUserAsync("Ada", "service-agent"); // reads all cases and changes those of his team
        await using var theirs = crm.OpenSession(agent);
        await Assert.ThrowsAsync<CrmForbiddenException>(() => theirs.Answers.AnswerAsync(item.Id, new CaseAnswer("email", "Hello")));
        await using var session = crm.OpenSession();
        Assert.Equal("pipeline.required-field", (await Assert.ThrowsAnyAsync<CrmException>(() => session.Answers.AnswerAsync(item.Id, new CaseAnswer("email", "Hello") { Stage = "resolved" }))).Error.Code); // without its resolution
        await using var later = crm.OpenSession();
        Assert.Equal(0, await later.Records.CountAsync(new Specification<EmailMessage>()));
        await crm.Services.GetRequiredService<IDispatcher>().DrainAsync(TestContext.Current.CancellationToken);
        Assert.Empty(_sent.All);
    }
}
