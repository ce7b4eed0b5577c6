using System.Collections.Concurrent;
using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Cases;
using CrmKit.Consents;
using CrmKit.Effects;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Orders;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Workflows;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Segments;

/// <summary>Classes of people and of what they did, kept by segments and acted on by workflows.</summary>
public sealed class CareTests : IAsyncDisposable
{
    private static readonly Field<string> Persona = Field.Text("test.persona");
    private readonly ConcurrentQueue<EffectRequest> _mails = new();
    private readonly PostOffice _post = new();
    private readonly TestCrm _crm;

    public CareTests() => _crm = new TestCrm(crm => crm.Configure(o => o.FormsUrl = new Uri("https://forms.example/")), plugin =>
    {
        plugin.Services.AddSingleton(_mails).AddSingleton(_post);
        plugin.AddEffectExecutor<Post>("mail").Fields<Lead>(f => f.Add(Persona, "Persona", "画像"));
    });

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task S27_S54_leads_are_classed_by_named_rules_each_class_gets_its_own_mail_and_the_history_says_when()
    {
        await ClassAsync("engineers", "jobTitle contains 'engineer'", "How it is built, {name}");
        await ClassAsync("buyers", "jobTitle contains 'buyer'", "What it costs, {name}");
        var (ada, bob, silent) = (await LeadAsync("Ada", "Chief engineer"), await LeadAsync("Bob", "Head buyer"), await LeadAsync("Eve", "Test engineer", allows: false));
        await _crm.FollowAsync();
        Assert.Equal(["ada@example.com: How it is built, Ada", "bob@example.com: What it costs, Bob"], Mails());
        Assert.Equal(("engineers", "buyers", "engineers"), (await PersonaAsync(ada), await PersonaAsync(bob), await PersonaAsync(silent)));

        await SegmentTests.PatchAsync(_crm, "lead", ada.Id, "jobTitle", "Head buyer");
        await _crm.FollowAsync();
        Assert.Equal(["ada@example.com: What it costs, Ada"], Mails());
        await _crm.FollowAsync();
        Assert.Empty(Mails()); // each class once

        await using var session = _crm.OpenSession();
        var classes = (await session.Records.HistoryAsync(new("lead", ada.Id))).Where(e => e.Door.StartsWith("workflow/", StringComparison.Ordinal) && e.Changes.Contains(Persona.Key, StringComparison.Ordinal)).ToList();
        Assert.Equal(["workflow/buyers", "workflow/engineers"], classes.Select(e => e.Door));
        var sent = await session.Records.ListAsync(new Specification<EmailMessage>(m => m.RegardingId == ada.Id));
        Assert.Equal((2, true), (sent.Count, sent.All(m => m is { Direction: ActivityDirection.Outgoing, ToAddresses: "ada@example.com" })));
    }

    [Fact]
    public async Task Nobody_is_written_to_who_has_not_allowed_it_or_does_not_any_more()
    {
        await ClassAsync("all", null, "Hello");
        var ada = await LeadAsync("Ada", null);
        await using (var session = _crm.OpenSession())
            await session.Consents.AddAsync([new ConsentDraft(new("lead", ada.Id), "newsletter", ConsentChannel.Email, ConsentAct.Withdrawn, ConsentMethod.Hand)]);
        await LeadAsync("Bob", null, allows: false);
        await _crm.FollowAsync();
        Assert.Empty(_mails);
        await using var other = _crm.OpenSession();
        Assert.Empty(await other.Records.ListAsync(new Specification<EmailMessage>()));
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => other.Workflows.SaveAsync(new WorkflowDefinition
        {
            Key = "companies", Label = new("Companies"), RecordType = "account", Trigger = WorkflowTests.Step("created"), Actions = [WorkflowTests.Step("send-mail", ("purpose", "newsletter"), ("subject", "S"), ("text", "T"))],
        }));
        Assert.Equal("consent.type", refused.Errors[0].Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_mail_that_waits_is_sent_only_to_who_still_allows_it_and_else_stands_in_no_timeline(bool allows)
    {
        await ClassAsync("all", null, "Hello");
        _post.IsDown = true;
        var ada = await LeadAsync("Ada", null);
        await _crm.FollowAsync();
        Assert.Single(await WorkflowTests.AllAsync<EmailMessage>(_crm)); // asked for, and not sent yet
        if (!allows)
        {
            await using var session = _crm.OpenSession();
            await session.Consents.AddAsync([new ConsentDraft(new("lead", ada.Id), "newsletter", ConsentChannel.Email, ConsentAct.Withdrawn, ConsentMethod.Hand)]);
        }
        _post.IsDown = false;
        _crm.Clock.Advance(TimeSpan.FromMinutes(1));
        await _crm.FollowAsync();
        Assert.Equal(allows ? ["ada@example.com: Hello"] : [], Mails());
        Assert.Equal(allows ? 1 : 0, (await WorkflowTests.AllAsync<EmailMessage>(_crm)).Count);
        await using var later = _crm.OpenSession();
        Assert.Empty(await later.Effects.DeadLettersAsync());
    }

    [Fact]
    public async Task A_mail_that_waits_for_somebody_whose_record_was_deleted_meanwhile_is_not_sent()
    {
        await ClassAsync("all", null, "Hello");
        _post.IsDown = true;
        var ada = await LeadAsync("Ada", null);
        await _crm.FollowAsync();
        await using (var session = _crm.OpenSession()) await session.Records.SaveAsync(new ChangeSet().Delete(new("lead", ada.Id)));
        _post.IsDown = false;
        _crm.Clock.Advance(TimeSpan.FromMinutes(1));
        await _crm.FollowAsync();
        Assert.Empty(Mails());
    }

    [Fact]
    public async Task A_mail_names_where_it_is_ended()
    {
        await ClassAsync("all", null, "Hello");
        await LeadAsync("Ada", null);
        await _crm.FollowAsync();
        var payload = Assert.Single(_mails).Payload;
        var link = payload.GetProperty("withdrawUrl").GetString()!;
        Assert.StartsWith("https://forms.example/consents/", link, StringComparison.Ordinal);
        Assert.EndsWith($"\n\n{link}\n", payload.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task S18_who_bought_and_complained_since_is_cared_for_otherwise_than_who_only_asked()
    {
        var complained = await _crm.AddSegmentAsync(new Segment { RecordType = "account", Name = "Bought, then complained", Filter = "any(orders, orderedOn ge today(-90)) and any(cases, createdAt ge now(-30))" });
        var asked = await _crm.AddSegmentAsync(new Segment { RecordType = "account", Name = "Asked, never bought", Filter = "any(opportunities, name ne null) and none(orders, orderedOn ne null)" });
        foreach (var (segment, act) in new[] { (complained, "Apologise to {name}"), (asked, "Send {name} a sample") })
            await WorkflowTests.SaveAsync(_crm, new WorkflowDefinition
            {
                Key = act.Split(' ')[0].ToLowerInvariant(), Label = new(act), RecordType = "account", Trigger = WorkflowTests.Step("segment-entered", ("segment", segment.Id.ToString())), Actions = [WorkflowTests.Step("create-task", ("subject", act))],
            });
        var (acme, bolt) = (await _crm.AddAsync(new Account { Name = "Acme" }), await _crm.AddAsync(new Account { Name = "Bolt" }));
        await _crm.AddAsync(new Order { Name = "Lamps", AccountId = acme.Id, OrderedOn = new(2026, 3, 1) });
        await _crm.AddAsync(new Opportunities.Opportunity { Name = "Wants lamps", AccountId = bolt.Id });
        await _crm.FollowAsync();
        await _crm.AddAsync(new SupportCase { Subject = "It flickers", AccountId = acme.Id });
        await _crm.FollowAsync();
        Assert.Equal(["Apologise to Acme", "Send Bolt a sample"], (await WorkflowTests.AllAsync<FollowUp>(_crm)).Select(f => f.Subject).Order());
    }

    [Fact]
    public async Task S28_a_customer_is_noticed_and_told_as_soon_as_something_happens()
    {
        await WorkflowTests.SaveAsync(_crm, new WorkflowDefinition
        {
            Key = "welcome", Label = new("Welcome"), RecordType = "contact", Trigger = WorkflowTests.Step("segment-entered", ("segment", (await _crm.AddSegmentAsync(new Segment { RecordType = "contact", Name = "Buys now", Filter = "any(orders, orderedOn eq today())" })).Id.ToString())),
            Actions = [WorkflowTests.Step("send-mail", ("purpose", "service"), ("subject", "Your order, {firstName}"), ("text", "We are packing it."))],
        });
        var ada = await _crm.AddAsync(new Contact { FirstName = "Ada", LastName = "Lovelace", Email = "ada@example.com" });
        await using (var session = _crm.OpenSession()) await session.Consents.AddAsync([new ConsentDraft(new("contact", ada.Id), "service", ConsentChannel.Email, ConsentAct.Given, ConsentMethod.Hand)]);
        await _crm.AddAsync(new Order { Name = "Lamp", ContactId = ada.Id, OrderedOn = new(2026, 3, 16) });
        await _crm.FollowAsync();
        Assert.Equal(["ada@example.com: Your order, Ada"], Mails());
        await using var later = _crm.OpenSession();
        Assert.Contains((await later.Timeline.ForAsync(new("contact", ada.Id))).Items, e => e.Kind == "email-message");
    }

    // A class is a segment; whoever comes into it is named after it, and written to.
    private async Task ClassAsync(string name, string? filter, string subject)
    {
        var segment = await _crm.AddSegmentAsync(new Segment { RecordType = "lead", Name = name, Filter = filter });
        await WorkflowTests.SaveAsync(_crm, new WorkflowDefinition
        {
            Key = name, Label = new(name), RecordType = "lead", Trigger = WorkflowTests.Step("segment-entered", ("segment", segment.Id.ToString())),
            Actions = [WorkflowTests.Step("set-fields", (Persona.Key, name)), WorkflowTests.Step("send-mail", ("purpose", "newsletter"), ("subject", subject), ("text", "More soon."))],
        });
    }

    private async Task<Lead> LeadAsync(string name, string? title, bool allows = true)
    {
        var lead = await _crm.AddAsync(new Lead { Name = name, JobTitle = title, Email = $"{name.ToLowerInvariant()}@example.com" });
        await using var session = _crm.OpenSession();
        if (allows) await session.Consents.AddAsync([new ConsentDraft(new("lead", lead.Id), "newsletter", ConsentChannel.Email, ConsentAct.Given, ConsentMethod.Hand)]);
        return lead;
    }

    private async Task<string?> PersonaAsync(Lead lead) => (await _crm.FindAsync<Lead>(lead.Id))![Persona];

    private List<string> Mails()
    {
        var mails = _mails.Select(m => $"{m.Payload.GetProperty("to").GetString()}: {m.Payload.GetProperty("subject").GetString()}").Order().ToList();
        _mails.Clear();
        return mails;
    }

    private sealed class PostOffice
    {
        public bool IsDown { get; set; }
    }

    private sealed class Post(ConcurrentQueue<EffectRequest> mails, PostOffice office) : IEffectExecutor
    {
        public ValueTask ExecuteAsync(EffectRequest effect, CancellationToken cancellationToken)
        {
            if (office.IsDown) throw new InvalidOperationException("The post office is down.");
            mails.Enqueue(effect);
            return default;
        }
    }
}
