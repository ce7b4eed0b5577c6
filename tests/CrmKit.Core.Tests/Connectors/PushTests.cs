using CrmKit.Accounts;
using CrmKit.Fields;
using CrmKit.Records;
using CrmKit.Sessions;
using static CrmKit.Connectors.Erp;

namespace CrmKit.Connectors;

public sealed class PushTests
{
    private readonly Erp _erp = new();

    private TestCrm Start(ConnectorPush accounts = ConnectorPush.All) => new(plugin: _erp.Plugin(definition: Pushing(accounts)));

    private static async Task RenameAsync(TestCrm crm, Guid id, string name)
    {
        await using var session = crm.OpenSession();
        await session.Records.SaveAsync(new ChangeSet().Patch(new("account", id), new Dictionary<string, object?> { ["name"] = name }));
    }

    private static async Task<T> WithDoorAsync<T>(TestCrm crm, Func<IConnectors, Task<T>> act)
    {
        await using var session = crm.OpenSession();
        return await act(session.Connectors);
    }

    private static async Task RuleAsync(TestCrm crm, ConflictRule rule)
    {
        await using var session = crm.OpenSession();
        await session.Connectors.SetRuleAsync(Key, rule);
    }

    private async Task<Guid> PulledAsync(TestCrm crm, string name = "Acme")
    {
        _erp.Has("1", name);
        await PullAsync(crm);
        return (await LinksAsync(crm)).Single(l => l.ExternalId == "1").RecordId!.Value;
    }

    private string NamesSent => string.Join(' ', _erp.Carried.Select(c => $"{c.ExternalId ?? "new"}={c.Values.Text("Name1")}"));

    [Fact]
    public async Task What_changes_here_goes_there_with_the_version_it_is_based_on_and_the_answer_becomes_the_link()
    {
        await using var crm = Start();
        var id = await PulledAsync(crm);
        await RenameAsync(crm, id, "Acme AG");
        await DrainAsync(crm);
        var sent = Assert.Single(_erp.Carried);
        Assert.Equal(("account", id, "1", "v1", "Acme AG", false), (sent.RecordType, sent.RecordId, sent.ExternalId, sent.ExternalVersion, sent.Values.Text("Name1"), sent.IsDeleted));
        var link = Assert.Single(await LinksAsync(crm));
        Assert.Equal((ConnectorLinkStatus.Synced, "v2", 2, false), (link.Status, link.ExternalVersion, link.RecordVersion, link.IsUnderWay));
        Assert.Equal((1, 0), ((await StatusAsync(crm)).Pushed, (await StatusAsync(crm)).UnderWay));
    }

    [Fact]
    public async Task New_records_go_in_batches_what_others_refer_to_first_and_get_their_keys_from_there()
    {
        await using var crm = Start();
        var acme = await crm.AddAsync(new Account { Name = "Acme", EmployeeCount = 12 });
        var ann = await crm.AddAsync(new Contact { LastName = "Ann", AccountId = acme.Id });
        await DrainAsync(crm);
        Assert.Equal([("account", acme.Id), ("contact", ann.Id)], _erp.Carried.Select(c => (c.RecordType, c.RecordId)));
        Assert.Equal((12m, "n1"), (_erp.Carried[0].Values.Number("Staff"), _erp.Carried[1].Values.Text("Company")));
        Assert.Equal([("n1", ConnectorLinkStatus.Synced), ("n2", ConnectorLinkStatus.Synced)], (await LinksAsync(crm)).Select(l => (l.ExternalId!, l.Status)).Order());
    }

    [Fact]
    public async Task Many_changes_go_in_batches_of_two_hundred()
    {
        await using var crm = Start();
        await crm.AddAsync(Enumerable.Range(1, 450).Select(i => new Account { Name = $"Company {i}" }));
        await DrainAsync(crm);
        Assert.Equal([50, 200, 200], _erp.Sent.Select(b => b.Count).Order());
        Assert.Equal(450, _erp.Carried.Select(c => c.RecordId).Distinct().Count());
        Assert.Equal(450, (await StatusAsync(crm)).Pushed);
    }

    [Fact]
    public async Task What_was_pulled_is_not_pushed_back_and_what_was_pushed_and_comes_back_changes_nothing()
    {
        await using var crm = Start();
        var id = await PulledAsync(crm);
        Assert.Empty(_erp.Sent);
        await RenameAsync(crm, id, "Acme AG");
        await DrainAsync(crm);
        await PullAsync(crm);
        await PullAsync(crm);
        Assert.Single(_erp.Sent);
        Assert.Equal((1, 0, 0), ((await StatusAsync(crm)).Created, (await StatusAsync(crm)).Updated, (await StatusAsync(crm)).Conflicts));
        Assert.Equal(2, (await crm.FindAsync<Account>(id))!.Version);
    }

    [Fact]
    public async Task A_change_of_what_it_does_not_map_is_not_sent()
    {
        await using var crm = Start();
        var id = await PulledAsync(crm);
        await using (var session = crm.OpenSession())
            await session.Records.SaveAsync(new ChangeSet().Patch(new("account", id), new Dictionary<string, object?> { ["phone"] = "+8613800138000" }));
        await PullAsync(crm);
        Assert.Empty(_erp.Sent);
    }

    [Fact]
    public async Task With_linked_ones_only_a_new_record_stays_here_until_an_administrator_sends_it()
    {
        await using var crm = Start(ConnectorPush.Linked);
        var id = (await crm.AddAsync(new Account { Name = "Acme" })).Id;
        await PullAsync(crm);
        Assert.Empty(_erp.Sent);
        Assert.Equal(1, await WithDoorAsync(crm, c => c.PushAsync(Key, [new("account", id)])));
        await DrainAsync(crm);
        await RenameAsync(crm, id, "Acme AG");
        await DrainAsync(crm);
        Assert.Equal("new=Acme n1=Acme AG", NamesSent);
        Assert.Equal("connector.not-pushing", (await Assert.ThrowsAsync<CrmRuleException>(() => WithDoorAsync(crm, c => c.PushAsync(Key, [new("lead", id)])))).Error.Code);
    }

    [Fact]
    public async Task EVT_a_lost_answer_sends_the_same_keys_and_values_again_and_it_happens_once_and_in_order_also_when_the_record_changed_meanwhile()
    {
        await using var crm = Start();
        var id = (await crm.AddAsync(new Account { Name = "Acme" })).Id;
        _erp.LosesAnswers = 1;
        await DrainAsync(crm);
        var failed = await StatusAsync(crm);
        Assert.Equal(("connector.push-failed", 1), (failed.PushErrorCode, failed.UnderWay));
        await RenameAsync(crm, id, "Acme AG");
        await DrainAsync(crm);
        Assert.Equal("new=Acme", NamesSent);

        crm.Clock.Advance(TimeSpan.FromMinutes(1));
        await DrainAsync(crm);
        Assert.Equal(_erp.Sent[0][0], _erp.Sent[1][0]); // the same key, the same values
        Assert.Equal("new=Acme n1=Acme AG", NamesSent); // in the order of the changes
        Assert.Equal((null, 0, 2), ((await StatusAsync(crm)).PushErrorCode, (await StatusAsync(crm)).UnderWay, (await StatusAsync(crm)).Pushed));
    }

    [Fact]
    public async Task What_comes_back_by_a_pull_before_its_answer_makes_no_second_record()
    {
        await using var crm = Start();
        await crm.AddAsync(new Account { Name = "Acme" });
        _erp.LosesAnswers = 1;
        await DrainAsync(crm);
        await PullAsync(crm); // brings n1, which may be Acme
        Assert.Equal("connector.push-under-way", (await StatusAsync(crm)).ErrorCode);
        crm.Clock.Advance(TimeSpan.FromMinutes(10));
        await DrainAsync(crm);
        crm.Clock.Advance(TimeSpan.FromMinutes(10));
        await DrainAsync(crm);
        await using var session = crm.OpenSession();
        Assert.Single(await session.Records.ListAsync(new Specification<Account>()));
        Assert.Equal(("n1", ConnectorLinkStatus.Synced), ((await LinksAsync(crm)).Single().ExternalId, (await LinksAsync(crm)).Single().Status));
        Assert.Null((await StatusAsync(crm)).ErrorCode);
    }

    [Fact]
    public async Task A_change_that_comes_back_before_its_answer_is_no_conflict_with_one_that_was_made_meanwhile()
    {
        await using var crm = Start();
        var id = await PulledAsync(crm);
        await RenameAsync(crm, id, "Second");
        _erp.LosesAnswers = 1;
        await DrainAsync(crm);
        await RenameAsync(crm, id, "Third");
        await PullAsync(crm);
        Assert.Empty(await LinksAsync(crm, ConnectorLinkStatus.Conflict));
        crm.Clock.Advance(TimeSpan.FromMinutes(10));
        await DrainAsync(crm);
        Assert.Equal("1=Second 1=Third", NamesSent);
        Assert.Equal("Third", (await crm.FindAsync<Account>(id))!.Name);
    }

    [Fact]
    public async Task What_the_other_system_refuses_stays_visible_with_its_reason_and_goes_again_when_it_changes_or_somebody_asks()
    {
        await using var crm = Start();
        var id = (await crm.AddAsync(new Account { Name = "Bob" }, new Account { Name = "Carl" }))[0].Id;
        await DrainAsync(crm);
        var refused = Assert.Single(await LinksAsync(crm, ConnectorLinkStatus.PushRefused));
        Assert.Equal((id, "erp.no-bob", "Not Bob.", null), (refused.RecordId, refused.ErrorCode, refused.Error, refused.ExternalId));
        Assert.Equal((1, 1), ((await StatusAsync(crm)).PushRefused, (await StatusAsync(crm)).Pushed));
        await PullAsync(crm);
        Assert.Single(_erp.Sent); // not by itself

        Assert.True((await WithDoorAsync(crm, c => c.RetryAsync(refused.Id))).IsUnderWay);
        await DrainAsync(crm);
        Assert.Equal(2, _erp.Sent.Count);
        Assert.Single(await LinksAsync(crm, ConnectorLinkStatus.PushRefused));
        await RenameAsync(crm, id, "Bert");
        await DrainAsync(crm);
        Assert.Empty(await LinksAsync(crm, ConnectorLinkStatus.PushRefused));
        Assert.Equal("connector.not-waiting", (await Assert.ThrowsAsync<CrmRuleException>(() => WithDoorAsync(crm, c => c.RetryAsync(refused.Id)))).Error.Code);
    }

    [Theory]
    [InlineData(ConflictRule.Ask)]
    [InlineData(ConflictRule.OursWin)]
    [InlineData(ConflictRule.TheirsWin)]
    public async Task Changed_on_both_sides_the_rule_decides_else_it_waits_visible(ConflictRule rule)
    {
        await using var crm = Start();
        var id = await PulledAsync(crm);
        await RuleAsync(crm, rule);
        _erp.Has("1", "Theirs");
        await RenameAsync(crm, id, "Ours");
        await DrainAsync(crm);
        Assert.Equal(rule == ConflictRule.TheirsWin ? "Theirs" : "Ours", (await crm.FindAsync<Account>(id))!.Name);
        Assert.Equal(rule == ConflictRule.OursWin ? "1=Ours" : "", NamesSent);
        Assert.Equal((rule, rule == ConflictRule.Ask ? 1 : 0), ((await StatusAsync(crm)).Rule, (await StatusAsync(crm)).Conflicts));
        if (rule != ConflictRule.Ask) return;

        var waiting = Assert.Single(await LinksAsync(crm, ConnectorLinkStatus.Conflict));
        Assert.Equal(("v2", "Theirs"), (waiting.TheirVersion, waiting.Theirs.Text("Name1")));
        await RenameAsync(crm, id, "Still ours");
        await DrainAsync(crm);
        Assert.Empty(NamesSent); // it waits for the decision
        await WithDoorAsync(crm, c => c.ResolveAsync(waiting.Id, "v2", ConflictChoice.KeepOurs));
        await DrainAsync(crm);
        Assert.Equal("1=Still ours", NamesSent);
    }

    [Theory]
    [InlineData(ConflictRule.OursWin, "Ours", "1=Ours")]
    [InlineData(ConflictRule.TheirsWin, "Theirs", "")]
    public async Task The_rule_decides_about_what_a_pull_finds_too(ConflictRule rule, string name, string sent)
    {
        await using var crm = Start();
        var id = await PulledAsync(crm);
        await RuleAsync(crm, rule);
        _erp.Has("1", "Theirs");
        crm.RemovePlugin("test"); // so that the change is not sent before the pull
        await RenameAsync(crm, id, "Ours");
        await DrainAsync(crm);
        crm.AddPlugin("test", _erp.Plugin(definition: Pushing()));
        await PullAsync(crm);
        Assert.Equal((name, sent, 0), ((await crm.FindAsync<Account>(id))!.Name, NamesSent, (await StatusAsync(crm)).Conflicts));
    }

    [Fact]
    public async Task A_record_deleted_here_is_deleted_there_and_back_when_it_is_restored()
    {
        await using var crm = Start();
        var id = await PulledAsync(crm);
        await using (var session = crm.OpenSession()) await session.Records.SaveAsync(new ChangeSet().Delete(new("account", id)));
        await DrainAsync(crm);
        Assert.True(Assert.Single(_erp.Carried).IsDeleted);
        Assert.Equal(ConnectorLinkStatus.Deleted, Assert.Single(await LinksAsync(crm)).Status);
        await PullAsync(crm);
        Assert.Null(await crm.FindAsync<Account>(id));
        await using (var session = crm.OpenSession()) await session.Records.SaveAsync(new ChangeSet().Restore(new("account", id)));
        await DrainAsync(crm);
        Assert.Equal(("1", false, ConnectorLinkStatus.Synced), (_erp.Carried[1].ExternalId, _erp.Carried[1].IsDeleted, Assert.Single(await LinksAsync(crm)).Status));
    }

    [Fact]
    public async Task EXT_EVT_connector_disabled_takes_and_brings_nothing_and_what_waited_and_changed_meanwhile_goes_when_it_is_back()
    {
        await using var crm = Start();
        var id = await PulledAsync(crm);
        await RenameAsync(crm, id, "Queued");
        _erp.LosesAnswers = 1;
        _erp.Trouble = "no route";
        await DrainAsync(crm);
        crm.RemovePlugin("test");
        (_erp.Trouble, _erp.LosesAnswers) = (null, 0);
        var asked = _erp.Sent.Count;
        await crm.AddAsync(new Account { Name = "Meanwhile" });
        await RenameAsync(crm, id, "Changed meanwhile");
        for (var hour = 0; hour < 30; hour++) // far longer than tries last
        {
            crm.Clock.Advance(TimeSpan.FromHours(1));
            await DrainAsync(crm);
        }
        Assert.Equal(asked, _erp.Sent.Count);

        crm.AddPlugin("test", _erp.Plugin(definition: Pushing()));
        crm.Clock.Advance(TimeSpan.FromMinutes(2));
        await DrainAsync(crm);
        await QueueDueAsync(crm);
        crm.Clock.Advance(TimeSpan.FromMinutes(15));
        await QueueDueAsync(crm);
        await DrainAsync(crm);
        Assert.Equal("1=Queued 1=Changed meanwhile new=Meanwhile", NamesSent);
        await using var session = crm.OpenSession();
        Assert.Empty(await session.Effects.DeadLettersAsync());
    }

    [Fact]
    public async Task A_batch_that_was_given_up_is_visible_and_goes_again_with_the_next_run()
    {
        await using var crm = Start();
        _erp.Trouble = "no route to host";
        await crm.AddAsync(new Account { Name = "Acme" });
        for (var day = 0; day < 40; day++)
        {
            await DrainAsync(crm);
            crm.Clock.Advance(TimeSpan.FromDays(1));
        }
        await using (var session = crm.OpenSession()) Assert.Contains("no route to host", Assert.Single(await session.Effects.DeadLettersAsync()).Reason, StringComparison.Ordinal);
        Assert.Equal(("connector.push-failed", 1), ((await StatusAsync(crm)).PushErrorCode, (await StatusAsync(crm)).UnderWay));
        _erp.Trouble = null;
        await WithDoorAsync(crm, c => c.PushAsync(Key));
        await DrainAsync(crm);
        Assert.Equal("new=Acme", NamesSent);
        Assert.Equal(_erp.Sent[0][0].Key, _erp.Sent[^1][0].Key);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_used_changes_nothing_and_the_same_is_sent_again()
    {
        await using var crm = new TestCrm(plugin: p => p.AddConnector<Mute>(Pushing()));
        await crm.AddAsync(new Account { Name = "Acme" });
        await DrainAsync(crm);
        Assert.Equal(("connector.answer-invalid", 1), ((await StatusAsync(crm)).PushErrorCode, (await StatusAsync(crm)).UnderWay));
    }

    private sealed class Mute : IConnector
    {
        public ValueTask<ConnectorCheck> TestAsync(ConnectorContext context, CancellationToken cancellationToken) => new(ConnectorCheck.Works);
        public ValueTask<PulledBatch> PullAsync(ConnectorContext context, string? cursor, CancellationToken cancellationToken) => new(new PulledBatch([], cursor));
        public ValueTask<IReadOnlyList<PushAnswer>> PushAsync(ConnectorContext context, IReadOnlyList<PushedChange> changes, CancellationToken cancellationToken) => new((IReadOnlyList<PushAnswer>)[]);
    }

    [Fact]
    public async Task Each_tenant_is_pulled_for_when_it_is_due_and_gets_its_own()
    {
        await using var crm = Start();
        await using (var session = crm.Crm.OpenSession(Actor.System("test"), tenantId: "beta")) await session.Records.CreateAsync(new Planning.User { Name = "Bea" });
        await QueueDueAsync(crm);
        _erp.Has("1", "Acme");
        crm.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(2, await QueueDueAsync(crm));
        await DrainAsync(crm);
        Assert.Equal(["beta", "default"], _erp.Tenants.Order());
        await using var beta = crm.Crm.OpenSession(Actor.System("test"), tenantId: "beta");
        Assert.Equal("Acme", Assert.Single(await beta.Records.ListAsync(new Specification<Account>())).Name);
        Assert.Equal((1, null), (Assert.Single(await beta.Connectors.ListAsync()).Created, Assert.Single(await beta.Connectors.ListAsync()).Error));
    }
}
