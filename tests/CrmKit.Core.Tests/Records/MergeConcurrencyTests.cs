using CrmKit.Accounts;
using CrmKit.Leads;
using CrmKit.Pipelines;
using CrmKit.Sessions;

namespace CrmKit.Records;

public sealed class MergeConcurrencyTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task A088_Of_two_records_merged_into_each_other_at_once_one_wins_and_no_child_is_lost()
    {
        for (var round = 0; round < 4; round++)
        {
            var both = (await _crm.AddAsync(new Account { Name = "A" }, new Account { Name = "B" })).ToArray();
            var children = await _crm.AddAsync(both.Select(a => new Contact { LastName = a.Id.ToString(), AccountId = a.Id }));
            var outcomes = await AtOnceAsync(2, (session, i) => session.Records.MergeAsync([MergeWorld.Of(session, both[i], both[1 - i])]));

            Assert.Single(outcomes, o => o is null);
            Assert.Contains(outcomes.OfType<CrmException>().Single().Error.Code, new[] { "record.merged", "record.conflict" });
            var alive = Assert.Single(await Task.WhenAll(both.Select(a => AliveAsync(a.Id))), a => a is not null);
            foreach (var child in children) Assert.Equal(alive, (await _crm.FindAsync<Contact>(child.Id))!.AccountId);
        }
    }

    [Fact]
    public async Task A088_Merging_into_a_deleted_record_or_one_of_another_tenant_finds_nothing()
    {
        var (account, deleted) = (await _crm.AddAsync(new Account { Name = "A" }), await _crm.AddAsync(new Account { Name = "D" }));
        await using var session = _crm.OpenSession();
        await session.Records.SaveAsync(new ChangeSet().Delete(new RecordRef("account", deleted.Id)));
        await using var elsewhere = _crm.Crm.OpenSession(Actor.System("test"), tenantId: "other");
        var foreign = await elsewhere.Records.CreateAsync(new Account { Name = "F" });
        foreach (var other in new[] { deleted.Id, foreign.Id })
            foreach (var (winner, loser) in new[] { (account.Id, other), (other, account.Id) })
                Assert.Equal("record.not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Records.MergeAsync([new(new("account", winner), new("account", loser))]))).Error.Code);
        Assert.Equal(1, (await _crm.FindAsync<Account>(account.Id))!.Version);
        Assert.Equal(1, (await elsewhere.Records.GetAsync<Account>(foreign.Id)).Version);
    }

    [Fact]
    public async Task F5_Merging_moving_and_deleting_the_same_record_at_once_end_as_in_some_order()
    {
        for (var round = 0; round < 4; round++)
        {
            var (winner, loser) = (await _crm.AddAsync(new Lead { Name = "W", Email = "w@example.com" }), await _crm.AddAsync(new Lead { Name = "L", JobTitle = "CEO" }));
            var (w, l) = (new RecordRef("lead", winner.Id), new RecordRef("lead", loser.Id));
            Func<ICrmSession, Task>[] acts =
            [
                s => s.Records.MergeAsync([new(w, l)]),
                s => s.Pipelines.MoveAsync([new StageMove(round % 2 == 0 ? w : l, "contacted")]),
                s => s.Records.SaveAsync(new ChangeSet().Delete(round < 2 ? w : l)),
            ];
            var outcomes = await AtOnceAsync(acts.Length, (session, i) => acts[i](session));
            var (isMerged, isDeleted) = (outcomes[0] is null, outcomes[2] is null);
            var (now, gone) = (await AliveAsync(winner.Id), await AliveAsync(loser.Id));
            // Whoever came second found what the first had left: a merge and a deletion of the loser exclude each other, as does a merge into what was deleted before.
            if (round >= 2) Assert.False(isMerged && isDeleted);
            Assert.Equal((!isDeleted || round >= 2, !isMerged && !(isDeleted && round >= 2)), (now is not null, gone is not null));
            if (isMerged && !isDeleted) Assert.Equal("CEO", (await _crm.FindAsync<Lead>(winner.Id))!.JobTitle);
            Assert.All(outcomes.OfType<CrmException>(), o => Assert.Contains(o.Error.Code, new[] { "record.conflict", "record.not-found", "record.merged" }));
        }
        await using var later = _crm.OpenSession();
        Assert.Empty(await later.Reports.VerifyCountersAsync());
    }

    [Fact]
    public async Task F5_A_merge_undone_by_many_at_once_is_undone_once()
    {
        var (winner, loser) = (await _crm.AddAsync(new Account { Name = "W" }), await _crm.AddAsync(new Account { Name = "L", City = "Berlin" }));
        var merge = (await MergeWorld.MergeAsync(_crm, winner, loser)).MergeId!.Value;
        var outcomes = await AtOnceAsync(4, (session, _) => session.Records.UnmergeAsync([merge]));
        Assert.Single(outcomes, o => o is null);
        Assert.All(outcomes.OfType<CrmException>(), o => Assert.Contains(o.Error.Code, new[] { "merge.undone", "record.conflict" }));
        Assert.Equal((null, "Berlin"), ((await _crm.FindAsync<Account>(winner.Id))!.City, (await _crm.FindAsync<Account>(loser.Id))!.City));
    }

    // Not through FindAsync, which follows merges.
    private async Task<Guid?> AliveAsync(Guid id)
    {
        await using var session = _crm.OpenSession();
        return (await session.Records.GetManyAsync("account", [id])).Concat(await session.Records.GetManyAsync("lead", [id])).FirstOrDefault()?.Id;
    }

    private async Task<Exception?[]> AtOnceAsync(int count, Func<ICrmSession, int, Task> act)
    {
        using var start = new Barrier(count);
        return await Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Factory.StartNew(async () =>
        {
            await using var session = _crm.OpenSession();
            start.SignalAndWait();
            try
            {
                await act(session, i);
                return null;
            }
            catch (CrmException refused)
            {
                return (Exception?)refused;
            }
        }, TaskCreationOptions.LongRunning).Unwrap()));
    }
}
