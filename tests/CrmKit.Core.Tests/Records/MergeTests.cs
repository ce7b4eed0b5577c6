using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Sessions;

namespace CrmKit.Records;

public sealed class MergeTests
{
    private static TestCrm NewCrm() => new(plugin: MergeWorld.Configure);

    private static async Task<string> CodeOf<T>(Task task) where T : CrmException => (await Assert.ThrowsAsync<T>(() => task)).Error.Code;

    [Fact]
    public async Task The_winner_fills_its_gaps_and_all_that_referred_to_the_loser_refers_to_it()
    {
        await using var crm = NewCrm();
        var winner = await crm.AddAsync(new Account { Name = "Acme", Phone = "+49 30 1" });
        var loser = await crm.AddAsync(new Account { Name = "Acme Ltd", Phone = "+49 30 2", City = "Berlin", ExternalId = "erp-7", [MergeWorld.Discount] = 12.5m });
        var contact = await crm.AddAsync(new Contact { LastName = "Lovelace", AccountId = loser.Id });
        var deal = await crm.AddAsync(new Opportunity { Name = "Engine", AccountId = loser.Id, [MergeWorld.Broker] = loser.Id });
        var car = await crm.AddAsync(new CustomRecord("test.car", "Beetle") { [MergeWorld.Keeper] = loser.Id });
        var note = await crm.AddAsync(new Note { Subject = "Met", RegardingType = "account", RegardingId = loser.Id });
        var part = await crm.AddAsync(new AccountContact { AccountId = loser.Id, ContactId = contact.Id });
        var child = await crm.AddAsync(new Account { Name = "Acme Berlin", ParentId = loser.Id });

        var merged = await MergeWorld.MergeAsync(crm, winner, loser);

        var stored = (await crm.FindAsync<Account>(winner.Id))!;
        Assert.Equal(("Acme", "+49 30 1", "Berlin", 12.5m), (stored.Name, stored.Phone, stored.City, stored[MergeWorld.Discount]));
        Assert.Equal(winner.Id, (await crm.FindAsync<Contact>(contact.Id))!.AccountId);
        Assert.Equal((winner.Id, winner.Id), ((await crm.FindAsync<Opportunity>(deal.Id))!.AccountId, (await crm.FindAsync<Opportunity>(deal.Id))![MergeWorld.Broker]));
        Assert.Equal(winner.Id, (await crm.FindAsync<CustomRecord>(car.Id))![MergeWorld.Keeper]);
        Assert.Equal(winner.Id, (await crm.FindAsync<Note>(note.Id))!.RegardingId);
        Assert.Equal(winner.Id, (await crm.FindAsync<AccountContact>(part.Id))!.AccountId);
        Assert.Equal(winner.Id, (await crm.FindAsync<Account>(child.Id))!.ParentId);
        Assert.Equal(1, merged.Moved["test.car"]);

        await using var session = crm.OpenSession();
        Assert.Equal(winner.Id, (await session.Records.GetAsync(new RecordRef("account", loser.Id))).Id); // its id leads to the winner
        Assert.Equal([RecordOperation.Delete, RecordOperation.Create], (await session.Records.HistoryAsync(new RecordRef("account", loser.Id))).Select(e => e.Operation));
        Assert.Equal("merge", (await session.Records.HistoryAsync(new RecordRef("account", winner.Id)))[0].Door);
        Assert.Contains(await MergeWorld.RowsAsync<Storage.OutboxMessage>(crm), m => m.Name == "account.merged" && m.Payload.Contains(loser.Id.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Undoing_restores_both_and_all_that_moved_to_the_last_value()
    {
        await using var crm = NewCrm();
        string[] types = ["account", "contact", "opportunity", "test.car", "note", "account-contact"];
        var winner = await crm.AddAsync(new Account { Name = "Acme", Currency = "EUR", [MergeWorld.SeenAt] = crm.Clock.Now.AddTicks(-10) });
        var loser = await crm.AddAsync(new Account { Name = "Acme Ltd", City = "Berlin", AnnualRevenue = 1_000_000.25m, EmployeeCount = 7, FoundedYear = 1999, ExternalId = "erp-7", [MergeWorld.IsKey] = true, [MergeWorld.Discount] = 12.5m });
        var both = await crm.AddAsync(new Contact { FirstName = "Ada", LastName = "Lovelace", AccountId = loser.Id, BornOn = new DateOnly(1815, 12, 10) });
        await crm.AddAsync(new AccountContact { AccountId = loser.Id, ContactId = both.Id, Note = "of the loser" }, new AccountContact { AccountId = winner.Id, ContactId = both.Id, Note = "of the winner" });
        await crm.AddAsync(new Opportunity { Name = "Engine", AccountId = loser.Id, Amount = 10.5m, [MergeWorld.Broker] = loser.Id });
        await crm.AddAsync(new CustomRecord("test.car", "Beetle") { [MergeWorld.Keeper] = loser.Id });
        var gone = await crm.AddAsync(new Note { Subject = "Old", RegardingType = "account", RegardingId = loser.Id });
        await using (var session = crm.OpenSession()) await session.Records.SaveAsync(new ChangeSet().Delete(new RecordRef("note", gone.Id)));
        var before = await MergeWorld.ValuesAsync(crm, types);

        var merge = (await MergeWorld.MergeAsync(crm, winner, loser, MergeRule.Newest)).MergeId!.Value;
        Assert.NotEqual(before, await MergeWorld.ValuesAsync(crm, types));
        crm.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Empty((await MergeWorld.UndoAsync(crm, merge)).Kept);

        Assert.Equal(before, await MergeWorld.ValuesAsync(crm, types));
        await using var reading = crm.OpenSession();
        Assert.Equal("merge.undone", await CodeOf<CrmRuleException>(reading.Records.UnmergeAsync([merge])));
        Assert.NotNull(Assert.Single(await reading.Records.MergesAsync(new RecordRef("account", loser.Id))).UndoneAt);
    }

    [Fact]
    public async Task What_was_edited_after_the_merge_stays_and_is_listed()
    {
        await using var crm = NewCrm();
        var winner = await crm.AddAsync(new Account { Name = "Acme" });
        var loser = await crm.AddAsync(new Account { Name = "Acme Ltd", City = "Berlin", Phone = "1" });
        var contact = await crm.AddAsync(new Contact { LastName = "Lovelace", AccountId = loser.Id });
        var other = await crm.AddAsync(new Account { Name = "Other" });
        var merge = (await MergeWorld.MergeAsync(crm, winner, loser)).MergeId!.Value;
        await using (var session = crm.OpenSession())
            await session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("account", winner.Id), new Dictionary<string, object?> { ["city"] = "Bonn" })
                .Patch(new RecordRef("contact", contact.Id), new Dictionary<string, object?> { ["accountId"] = other.Id }));

        var undone = await MergeWorld.UndoAsync(crm, merge);

        Assert.Equal([new KeptEdit(new RecordRef("account", winner.Id), "city"), new KeptEdit(new RecordRef("contact", contact.Id), "accountId")], undone.Kept.OrderBy(k => k.Field == "accountId"));
        var stored = (await crm.FindAsync<Account>(winner.Id))!;
        Assert.Equal(("Bonn", null), (stored.City, stored.Phone));
        Assert.Equal("Berlin", (await crm.FindAsync<Account>(loser.Id))!.City);
        Assert.Equal(other.Id, (await crm.FindAsync<Contact>(contact.Id))!.AccountId);
    }

    [Fact]
    public async Task Chains_are_followed_to_their_end_and_undone_from_there()
    {
        await using var crm = NewCrm();
        var (a, b, c) = (await crm.AddAsync(new Account { Name = "A" }), await crm.AddAsync(new Account { Name = "B" }), await crm.AddAsync(new Account { Name = "C" }));
        var first = (await MergeWorld.MergeAsync(crm, a, b)).MergeId!.Value;
        var second = (await MergeWorld.MergeAsync(crm, c, a)).MergeId!.Value;
        await using var session = crm.OpenSession();
        Assert.Equal(c.Id, (await session.Records.GetAsync<Account>(b.Id)).Id);
        Assert.Equal("merge.later", await CodeOf<CrmRuleException>(session.Records.UnmergeAsync([first])));
        await session.Records.UnmergeAsync([second, first]);
        Assert.Equal(["A", "B", "C"], (await session.Records.ListAsync(new Specification<Account>().OrderBy(x => x.Name))).Select(x => x.Name));
    }

    [Fact]
    public async Task Merges_into_one_record_are_undone_in_any_order()
    {
        await using var crm = NewCrm();
        var winner = await crm.AddAsync(new Account { Name = "W", Phone = "0" });
        crm.Clock.Advance(TimeSpan.FromMinutes(1));
        var (a, b) = (await crm.AddAsync(new Account { Name = "A", Phone = "1" }), await crm.AddAsync(new Account { Name = "B", Phone = "2" }));
        var before = await MergeWorld.ValuesAsync(crm, "account");
        await using var session = crm.OpenSession();
        var chosen = new Dictionary<string, MergeSide> { ["phone"] = MergeSide.Loser };
        var merges = await session.Records.MergeAsync([MergeWorld.Of(session, winner, a) with { Fields = chosen }, MergeWorld.Of(session, winner, b) with { Fields = chosen }]);
        Assert.Equal("2", (await session.Records.GetAsync<Account>(winner.Id)).Phone);

        await session.Records.UnmergeAsync([merges[0].MergeId!.Value]);
        Assert.Equal("2", (await session.Records.GetAsync<Account>(winner.Id)).Phone); // what the second merge brought
        await session.Records.UnmergeAsync([merges[1].MergeId!.Value]);
        Assert.Equal(before, await MergeWorld.ValuesAsync(crm, "account"));
    }

    [Fact]
    public async Task Restoring_and_changing_a_merged_record_are_refused_with_what_to_do()
    {
        await using var crm = NewCrm();
        var (winner, loser) = (await crm.AddAsync(new Account { Name = "A" }), await crm.AddAsync(new Account { Name = "B" }));
        var merge = (await MergeWorld.MergeAsync(crm, winner, loser)).MergeId!.Value;
        await using var session = crm.OpenSession();
        var gone = new RecordRef("account", loser.Id);
        Assert.Equal("record.merged", await CodeOf<CrmRuleException>(session.Records.SaveAsync(new ChangeSet().Restore(gone))));
        Assert.Equal("record.merged", await CodeOf<CrmNotFoundException>(session.Records.SaveAsync(new ChangeSet().Patch(gone, new Dictionary<string, object?> { ["city"] = "x" }))));
        Assert.Equal("record.merged", await CodeOf<CrmNotFoundException>(session.Records.MergeAsync([MergeWorld.Of(session, winner, loser)])));
        await session.Records.SaveAsync(new ChangeSet().Delete(new RecordRef("account", winner.Id)));
        Assert.Equal("merge.winner-deleted", await CodeOf<CrmRuleException>(session.Records.UnmergeAsync([merge])));
        Assert.Equal("merge.unknown", await CodeOf<CrmNotFoundException>(session.Records.UnmergeAsync([Guid.NewGuid()])));
    }

    [Fact]
    public async Task What_cannot_be_merged_is_told_by_a_code_and_nothing_changes()
    {
        await using var crm = NewCrm();
        var account = await crm.AddAsync(new Account { Name = "A" });
        var (open, closed) = (await crm.AddAsync(new Opportunity { Name = "Open", AccountId = account.Id }), await crm.AddAsync(new Opportunity { Name = "Closed", AccountId = account.Id }));
        var (lead, converted) = (await crm.AddAsync(new Lead { Name = "Ada", CompanyName = "A" }), await crm.AddAsync(new Lead { Name = "Ada", CompanyName = "A" }));
        var users = (await crm.AddUserAsync("One", null), await crm.AddUserAsync("Two", null));
        await using var session = crm.OpenSession();
        await session.Pipelines.MoveAsync([new StageMove(new RecordRef("opportunity", closed.Id), "won")]);
        await session.Conversions.ConvertAsync(new RecordRef("lead", converted.Id));
        var before = await MergeWorld.ValuesAsync(crm, "account", "opportunity", "lead");

        Assert.Equal("merge.closed", await CodeOf<CrmRuleException>(session.Records.MergeAsync([MergeWorld.Of(session, open, closed)])));
        Assert.Equal("merge.converted", await CodeOf<CrmRuleException>(session.Records.MergeAsync([MergeWorld.Of(session, lead, converted)])));
        Assert.Equal("merge.same", await CodeOf<CrmValidationException>(session.Records.MergeAsync([MergeWorld.Of(session, account, account)])));
        Assert.Equal("merge.types", await CodeOf<CrmValidationException>(session.Records.MergeAsync([MergeWorld.Of(session, account, open)])));
        Assert.Equal("merge.type", await CodeOf<CrmValidationException>(session.Records.MergeAsync([MergeWorld.Of(session, users.Item1, users.Item2)])));
        Assert.Equal("field.read-only", await CodeOf<CrmValidationException>(session.Records.MergeAsync([new(new RecordRef("lead", lead.Id), new RecordRef("lead", (await crm.AddAsync(new Lead { Name = "X" })).Id)) { Fields = new Dictionary<string, MergeSide> { ["ownerId"] = MergeSide.Loser } }])));
        foreach (var (key, value) in before) Assert.Equal(value, (await MergeWorld.ValuesAsync(crm, "account", "opportunity", "lead"))[key]);
    }

    [Fact]
    public async Task A_batch_merges_what_goes_and_tells_what_does_not()
    {
        await using var crm = NewCrm();
        var accounts = (await crm.AddAsync(Enumerable.Range(0, 6).Select(i => new Account { Name = $"A{i}" }))).Cast<Account>().ToList();
        await using var session = crm.OpenSession();
        var done = await session.Records.MergeAsync(
            [MergeWorld.Of(session, accounts[0], accounts[1]), MergeWorld.Of(session, accounts[2], accounts[2]), MergeWorld.Of(session, accounts[3], accounts[4]), MergeWorld.Of(session, accounts[5], accounts[0])],
            new MergeOptions { AllOrNothing = false });
        Assert.Equal([null, "merge.same", null, null], done.Select(d => d.Errors.Count == 0 ? null : d.Errors[0].Code));
        Assert.Equal(["A2", "A3", "A5"], (await session.Records.ListAsync(new Specification<Account>().OrderBy(a => a.Name))).Select(a => a.Name));
        Assert.Equal("merge.same", await CodeOf<CrmValidationException>(session.Records.MergeAsync([MergeWorld.Of(session, accounts[2], accounts[3]), MergeWorld.Of(session, accounts[5], accounts[5])])));
        Assert.NotNull(await session.Records.FindAsync<Account>(accounts[3].Id));
        Assert.Equal(accounts[3].Id, (await session.Records.GetAsync<Account>(accounts[3].Id)).Id); // the batch that was refused merged nothing
    }

    [Fact]
    public async Task A018_Merging_takes_the_rights_on_both_and_on_what_moves()
    {
        await using var crm = NewCrm();
        var (ada, ben) = (await crm.AddUserAsync("Ada", "sales-rep"), await crm.AddUserAsync("Ben", "sales-rep"));
        var mine = await crm.AddAsync(new Account { Name = "Mine" }, new InitialState { OwnerId = ada.Id });
        var too = await crm.AddAsync(new Account { Name = "Mine too" }, new InitialState { OwnerId = ada.Id });
        var theirs = await crm.AddAsync(new Account { Name = "Theirs" }, new InitialState { OwnerId = ben.Id });
        await crm.AddAsync(new Opportunity { Name = "Of Ben", AccountId = too.Id }, new InitialState { OwnerId = ben.Id });
        await using var session = crm.OpenSession(ada);
        var before = await MergeWorld.ValuesAsync(crm, "account", "opportunity");

        foreach (var (winner, loser) in new[] { (mine, theirs), (theirs, mine), (mine, too) })
        {
            var refused = await Assert.ThrowsAnyAsync<CrmException>(() => session.Records.MergeAsync([MergeWorld.Of(session, winner, loser)]));
            Assert.True(refused is CrmForbiddenException or CrmNotFoundException, refused.Error.ToString());
        }
        Assert.Equal(before, await MergeWorld.ValuesAsync(crm, "account", "opportunity"));
        await using var system = crm.OpenSession();
        var merge = (await system.Records.MergeAsync([MergeWorld.Of(system, theirs, mine)]))[0].MergeId!.Value;
        var hidden = await Assert.ThrowsAnyAsync<CrmException>(() => session.Records.UnmergeAsync([merge]));
        Assert.Contains(hidden.Error.Code, new[] { "merge.unknown", "access.forbidden" });
    }

    [Fact]
    public async Task The_more_complete_record_is_proposed_to_stay()
    {
        await using var crm = NewCrm();
        var poor = await crm.AddAsync(new Account { Name = "Acme", Phone = "1" });
        var rich = await crm.AddAsync(new Account { Name = "Acme Ltd", City = "Berlin", Street = "Main" });
        await using var session = crm.OpenSession();
        var proposal = await session.Records.ProposeMergeAsync(new RecordRef("account", poor.Id), new RecordRef("account", rich.Id));
        Assert.Equal((rich.Id, poor.Id), (proposal.Winner.Id, proposal.Loser.Id));
        Assert.Equal((MergeSide.Winner, MergeSide.Loser), (proposal.Fields["name"], proposal.Fields["phone"]));
        Assert.DoesNotContain("industry", proposal.Fields.Keys);
    }
}
