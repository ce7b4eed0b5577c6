using CrmKit.Accounts;
using CrmKit.Fields;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;
using static CrmKit.Connectors.Erp;

namespace CrmKit.Connectors;

public sealed class PullTests
{
    private readonly Erp _erp = new();

    private static async Task<IReadOnlyList<string>> AccountsAsync(TestCrm crm)
    {
        await using var session = crm.OpenSession();
        return [.. (await session.Records.ListAsync(new Specification<Account>())).Select(a => a.EmployeeCount is { } staff ? $"{a.Name} {staff}" : a.Name).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task What_is_there_is_created_updated_and_deleted_here_as_the_connector()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        _erp.Has("1", "Acme", 12);
        _erp.Has("2", "Bolt");
        await PullAsync(crm);
        Assert.Equal(["Acme 12", "Bolt"], await AccountsAsync(crm));

        _erp.Has("1", "Acme AG");
        _erp.Deletes("account", "2");
        await PullAsync(crm);
        Assert.Equal(["Acme AG"], await AccountsAsync(crm));

        var status = await StatusAsync(crm);
        Assert.Equal((2, 1, 1, 0, 0, null), (status.Created, status.Updated, status.Deleted, status.Conflicts, status.Refused, status.Error));
        Assert.Equal((crm.Clock.Now, crm.Clock.Now), (status.LastRunAt, status.CursorAt));
        var link = Assert.Single(await LinksAsync(crm, ConnectorLinkStatus.Synced));
        Assert.Equal(("1", "v3", 2), (link.ExternalId, link.ExternalVersion, link.RecordVersion));
        await using var session = crm.OpenSession();
        var written = (await session.Records.HistoryAsync(new("account", link.RecordId!.Value)))[0];
        Assert.Equal(("connector:test.erp", "connector", "connector test.erp"), (written.ActorName, written.Door, written.Reason));
        Assert.Equal("test.erp:1", (await session.Records.GetAsync<Account>(link.RecordId.Value)).ExternalId);
    }

    [Fact]
    public async Task A043_Text_from_elsewhere_is_text_here_and_what_no_field_may_hold_is_refused()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        const string Hostile = "<img src=x onerror=alert(1)>'); DROP TABLE crm_account; --";
        _erp.Has("1", Hostile);
        _erp.Has("2", "Nul\0");
        _erp.Has("3", new string('x', 100_000));
        await PullAsync(crm);
        Assert.Equal([Hostile], await AccountsAsync(crm));
        Assert.Equal(2, (await StatusAsync(crm)).Refused);
    }

    [Fact]
    public async Task It_comes_in_batches_each_from_where_the_last_one_ended_also_after_a_restart()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        _erp.BatchSize = 2;
        for (var i = 1; i <= 5; i++) _erp.Has($"{i}", $"A{i}");
        await PullAsync(crm);
        Assert.Equal([null, "2", "4"], _erp.Asked);
        Assert.Equal(["A1", "A2", "A3", "A4", "A5"], await AccountsAsync(crm));

        await crm.RestartAsync();
        _erp.Has("6", "A6");
        crm.AddPlugin("test", _erp.Plugin());
        await PullAsync(crm);
        Assert.Equal([null, "2", "4", "5"], _erp.Asked);
        Assert.Equal(6, (await AccountsAsync(crm)).Count);
    }

    [Fact]
    public async Task What_was_merged_here_before_it_is_told_is_brought_to_the_winner_and_so_are_references_to_it()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        var (winner, loser) = (await crm.AddAsync(new Account { Name = "Winner" }), await crm.AddAsync(new Account { Name = "Loser", ExternalId = "test.erp:1" }));
        await using (var session = crm.OpenSession())
        {
            await session.Records.MergeAsync([new MergeRequest(new("account", winner.Id), new("account", loser.Id))]);
            await session.Connectors.SetRuleAsync(Key, ConflictRule.TheirsWin);
        }
        _erp.Has("1", "Acme", 12);
        _erp.HasPerson("p", "Fox", "1");
        await PullAsync(crm);
        await using var after = crm.OpenSession();
        var account = Assert.Single(await after.Records.ListAsync(new Specification<Account>()));
        Assert.Equal((winner.Id, "Acme", 12, winner.Id), (account.Id, account.Name, account.EmployeeCount, Assert.Single(await after.Records.ListAsync(new Specification<Contact>())).AccountId!.Value));
        Assert.All((await LinksAsync(crm, null)).Where(l => l.RecordType == "account"), l => Assert.Equal(winner.Id, l.RecordId));
    }

    [Fact]
    public async Task Two_records_there_that_are_one_here_are_not_written_crosswise_and_what_refers_to_either_refers_to_the_one()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        _erp.Has("1", "Acme");
        _erp.Has("2", "Acme again");
        await PullAsync(crm);
        var links = (await LinksAsync(crm, ConnectorLinkStatus.Synced)).ToDictionary(l => l.ExternalId!, l => l.RecordId!.Value);
        await using (var session = crm.OpenSession()) await session.Records.MergeAsync([new MergeRequest(new("account", links["1"]), new("account", links["2"]))]);
        _erp.HasPerson("p", "Fox", "2");
        await PullAsync(crm);
        await using var after = crm.OpenSession();
        Assert.Equal(links["1"], Assert.Single(await after.Records.ListAsync(new Specification<Contact>())).AccountId);
        Assert.Equal(["Acme"], await AccountsAsync(crm));
    }

    [Fact]
    public async Task What_was_told_before_is_not_written_again()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        _erp.Has("1", "Acme");
        await PullAsync(crm);
        _erp.Repeats(0);
        await PullAsync(crm);
        Assert.Equal(1, Assert.Single(await LinksAsync(crm)).RecordVersion);
        Assert.Equal(0, (await StatusAsync(crm)).Updated);
    }

    /// <summary>Breaks the transaction once, where nothing else would.</summary>
    private sealed class Power : IAfterSave
    {
        public static bool Fails { get; set; }

        public ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
        {
            if (!Fails) return default;
            Fails = false;
            throw new StoreDuplicateException("the power failed", new IOException());
        }
    }

    [Fact]
    public async Task A_stop_between_fetching_and_the_commit_loses_nothing_and_repeats_nothing()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin(p => p.AddAfterSave<Power>("contact"))); // accounts are written by then
        _erp.Has("1", "Acme");
        _erp.HasPerson("7", "Ann", "1");
        Power.Fails = true;
        await PullAsync(crm);
        Assert.Empty(await AccountsAsync(crm));
        Assert.Empty(await LinksAsync(crm));

        crm.Clock.Advance(TimeSpan.FromSeconds(5)); // the outbox tries again
        await DrainAsync(crm);
        Assert.Equal([null, null], _erp.Asked);
        Assert.Equal(["Acme"], await AccountsAsync(crm));
        Assert.Equal(2, (await StatusAsync(crm)).Created);
    }

    [Fact]
    public async Task Of_two_pulls_at_once_the_second_gives_up_what_it_fetched()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        _erp.Has("1", "Acme");
        var ran = false;
        _erp.Meanwhile = async () =>
        {
            if (ran) return;
            ran = true;
            var now = crm.Clock.Now;
            await ConnectorDelivery.RunAsync(crm.Services.GetRequiredService<Sessions.Crm>(), crm.Services.GetRequiredService<ExtensionRegistry>().Current,
                new OutboxMessage { TenantId = "default", Class = "job", Name = "connector/test.erp", At = now, DueAt = now }, Key, crm.Clock);
        };
        await PullAsync(crm);
        Assert.Equal(2, _erp.Asked.Count);
        Assert.Equal(["Acme"], await AccountsAsync(crm));
        Assert.Equal(1, (await StatusAsync(crm)).Created);
    }

    private sealed class NoBob : IRecordValidator
    {
        public static bool IsOn { get; set; } = true;

        public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
        {
            foreach (var change in context.Changes)
                if (IsOn && change.After is Account { Name: "Bob" }) context.Refuse(change, new CrmError("test.no-bob", "Not Bob."));
            return default;
        }
    }

    [Fact]
    public async Task What_is_refused_is_kept_with_the_reason_and_the_others_are_in()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin(p => p.AddValidator<NoBob>("account")));
        NoBob.IsOn = true;
        _erp.Has("1", "Acme");
        _erp.Has("2", "Bob");
        _erp.Has("3", null);
        _erp.Has("4", "Many", "many");
        await PullAsync(crm);
        Assert.Equal(["Acme"], await AccountsAsync(crm));
        var refused = (await LinksAsync(crm, ConnectorLinkStatus.Refused)).ToDictionary(l => l.ExternalId!);
        Assert.Equal(("test.no-bob", "field.required", "field.type", "Bob"), (refused["2"].ErrorCode, refused["3"].ErrorCode, refused["4"].ErrorCode, refused["2"].Theirs.Text("Name1")));
        Assert.Equal((3, null), ((await StatusAsync(crm)).Refused, (await StatusAsync(crm)).Error));

        _erp.Has("3", "Carl"); // it changes there
        NoBob.IsOn = false; // the rule changes here
        await PullAsync(crm);
        await using (var session = crm.OpenSession()) await session.Connectors.ResolveAsync(refused["2"].Id, refused["2"].TheirVersion!, ConflictChoice.TakeTheirs);
        Assert.Equal(["Acme", "Bob", "Carl"], await AccountsAsync(crm));
        Assert.Equal("4", Assert.Single(await LinksAsync(crm, ConnectorLinkStatus.Refused)).ExternalId);
    }

    [Fact]
    public async Task A_reference_finds_its_record_also_when_that_one_comes_later()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        _erp.HasPerson("7", "Ann", "1");
        await PullAsync(crm);
        Assert.Equal("connector.reference-missing", Assert.Single(await LinksAsync(crm, ConnectorLinkStatus.Refused)).ErrorCode);

        _erp.Has("1", "Acme");
        await PullAsync(crm);
        Assert.Empty(await LinksAsync(crm, ConnectorLinkStatus.Refused));
        await using var session = crm.OpenSession();
        var (ann, acme) = (Assert.Single(await session.Records.ListAsync(new Specification<Contact>())), Assert.Single(await session.Records.ListAsync(new Specification<Account>())));
        Assert.Equal(acme.Id, ann.AccountId);
    }

    [Fact]
    public async Task Deleted_there_and_back_it_is_the_same_record_again()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        _erp.Has("1", "Acme");
        await PullAsync(crm);
        var id = Assert.Single(await LinksAsync(crm)).RecordId;
        _erp.Deletes("account", "1");
        await PullAsync(crm);
        Assert.Equal(ConnectorLinkStatus.Deleted, Assert.Single(await LinksAsync(crm)).Status);
        _erp.Has("1", "Acme again");
        await PullAsync(crm);
        Assert.Equal(["Acme again"], await AccountsAsync(crm));
        Assert.Equal(id, Assert.Single(await LinksAsync(crm)).RecordId);
    }

    [Fact]
    public async Task A_failing_system_is_told_of_and_tried_again_and_a_newer_run_takes_the_place_of_older_ones()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        _erp.Has("1", "Acme");
        _erp.Trouble = "no route to host";
        await PullAsync(crm);
        var failed = await StatusAsync(crm);
        Assert.Equal("connector.pull-failed", failed.ErrorCode);
        Assert.Contains("no route to host", failed.Error, StringComparison.Ordinal);

        _erp.Trouble = null;
        crm.Clock.Advance(TimeSpan.FromMinutes(1));
        await PullAsync(crm); // both are due
        Assert.Equal(["Acme"], await AccountsAsync(crm));
        Assert.Equal((null, 1), ((await StatusAsync(crm)).Error, (await StatusAsync(crm)).Created));
        await using var session = crm.OpenSession();
        Assert.Empty(await session.Effects.DeadLettersAsync());
    }

    [Theory]
    [InlineData("lead", "1", "v")]
    [InlineData("account", "", "v")]
    [InlineData("account", "1", "")]
    public async Task A_batch_that_breaks_the_rules_is_refused_as_a_whole(string type, string id, string version)
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        _erp.Has("9", "Acme");
        _erp.Put(new PulledChange(type, id, version));
        await PullAsync(crm);
        Assert.Empty(await AccountsAsync(crm));
        Assert.Equal("connector.batch-invalid", (await StatusAsync(crm)).ErrorCode);
    }

    [Fact]
    public async Task EXT_disabled_it_stops_at_once_and_enabled_it_goes_on_from_its_cursor_when_it_is_due()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        _erp.BatchSize = 1;
        _erp.Has("1", "Acme");
        _erp.Has("2", "Bolt");
        await QueueDueAsync(crm);
        _erp.Meanwhile = () =>
        {
            crm.RemovePlugin("test");
            return Task.CompletedTask;
        };
        crm.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(1, await QueueDueAsync(crm));
        await DrainAsync(crm);
        Assert.Empty(await AccountsAsync(crm)); // what it brought while it was taken out is not kept
        await using (var session = crm.OpenSession()) Assert.Empty(await session.Connectors.ListAsync());

        _erp.Meanwhile = () => Task.CompletedTask;
        crm.AddPlugin("test", _erp.Plugin());
        crm.Clock.Advance(TimeSpan.FromMinutes(15));
        await QueueDueAsync(crm);
        await DrainAsync(crm);
        Assert.Equal(["Acme", "Bolt"], await AccountsAsync(crm));
    }
}
