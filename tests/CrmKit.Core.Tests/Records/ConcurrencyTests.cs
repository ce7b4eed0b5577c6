using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Planning;
using CrmKit.Reports;
using CrmKit.Sessions;

namespace CrmKit.Records;

public sealed class ConcurrencyTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Of_many_who_want_the_same_unique_value_at_once_one_gets_it()
    {
        await _crm.Crm.InitializeAsync();
        var outcomes = await AtOnceAsync(20, (session, i) => session.Records.CreateAsync(new User { Name = $"Li {i}", Email = "li@example.com" }));
        Assert.Single(outcomes, o => o is null);
        Assert.All(outcomes.OfType<CrmException>(), o => Assert.Equal("field.duplicate", o.Error.Code));
        await using var session = _crm.OpenSession();
        Assert.Single(await session.Records.ListAsync(new Specification<User>(u => u.Email == "li@example.com")));
    }

    [Fact]
    public async Task Of_two_administrators_who_leave_at_once_one_stays()
    {
        User[] both = [await _crm.AddUserAsync("A", "administrator"), await _crm.AddUserAsync("B", "administrator")];
        var outcomes = await AtOnceAsync(2, (session, i) => session.Records.SaveAsync(new ChangeSet().Delete(new RecordRef("user", both[i].Id))));
        Assert.Equal("user.last-administrator", Assert.Single(outcomes.OfType<CrmException>()).Error.Code);
    }

    [Fact]
    public async Task F5_F18_Change_sets_over_the_same_records_in_any_order_are_saved_or_conflict_and_nothing_is_lost()
    {
        var leads = await _crm.AddAsync(Enumerable.Range(0, 4).Select(i => new Lead { Name = $"Lead {i}" }));
        var random = new Random(18);
        var orders = Enumerable.Range(0, 16).Select(_ => leads.OrderBy(_ => random.Next()).ToList()).ToList();
        var outcomes = await AtOnceAsync(16, async (session, i) =>
        {
            // one unit of work, in which each record is read and written by itself: nobody can put the whole in order
            await using var work = await session.BeginAsync();
            foreach (var lead in orders[i])
            {
                var now = (await session.Records.FindAsync<Lead>(lead.Id))!;
                now.JobTitle = $"{now.JobTitle}{i};";
                await session.Records.UpdateAsync(now);
            }
            await work.CommitAsync();
        });
        Assert.All(outcomes.OfType<CrmException>(), o => Assert.IsType<CrmConflictException>(o));
        var saved = outcomes.Count(o => o is null);
        Assert.True(saved >= 1);
        foreach (var lead in leads)
        {
            var now = (await _crm.FindAsync<Lead>(lead.Id))!;
            Assert.Equal((1 + saved, saved), (now.Version, now.JobTitle!.Count(c => c == ';')));
        }
        await using var later = _crm.OpenSession();
        Assert.Empty(await later.Reports.VerifyCountersAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(150)]
    public async Task F5_Part_saved_while_its_parent_is_deleted_goes_with_it_or_is_refused(int parts)
    {
        for (var round = 0; round < 6; round++)
        {
            var deal = await _crm.AddAsync(new Opportunity { Name = $"Deal {round}" });
            var outcomes = await AtOnceAsync(4, (session, i) => session.Records.SaveAsync(i == 0
                ? new ChangeSet().Delete(new RecordRef("opportunity", deal.Id))
                : Competitors(deal.Id, i, parts)));
            Assert.Null(outcomes[0]);
            Assert.All(outcomes.OfType<CrmException>(), o => Assert.Equal("field.reference-missing", o.Error.Code));
            await using var session = _crm.OpenSession();
            Assert.Empty(await session.Records.ListAsync(new Specification<OpportunityCompetitor>(c => c.OpportunityId == deal.Id)));
        }

        static ChangeSet Competitors(Guid deal, int who, int count)
        {
            var changes = new ChangeSet();
            for (var i = 0; i < count; i++) changes.Create(new OpportunityCompetitor { OpportunityId = deal, Name = $"Competitor {who}-{i}" });
            return changes;
        }
    }

    [Fact]
    public async Task F5_Part_that_comes_back_while_its_parent_is_deleted_is_no_part_of_what_is_gone()
    {
        for (var round = 0; round < 6; round++)
        {
            var deal = await _crm.AddAsync(new Opportunity { Name = $"Deal {round}" });
            var part = await _crm.AddAsync(new OpportunityCompetitor { OpportunityId = deal.Id, Name = "Competitor" });
            await using (var before = _crm.OpenSession()) await before.Records.SaveAsync(new ChangeSet().Delete(new RecordRef("opportunity-competitor", part.Id)));
            var outcomes = await AtOnceAsync(2, (session, i) => session.Records.SaveAsync(i == 0
                ? new ChangeSet().Delete(new RecordRef("opportunity", deal.Id))
                : new ChangeSet().Restore(new RecordRef("opportunity-competitor", part.Id))));
            Assert.Null(outcomes[0]);
            Assert.All(outcomes.OfType<CrmException>(), o => Assert.Equal("record.parent-deleted", o.Error.Code));
            await using var session = _crm.OpenSession();
            Assert.Null(await session.Records.FindAsync<OpportunityCompetitor>(part.Id));
        }
    }

    /// <summary>Runs acts at once, each in a session of its own; what each was refused with, <see langword="null"/> for none.</summary>
    private Task<CrmException?[]> AtOnceAsync(int count, Func<ICrmSession, int, Task> act) => Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(async () =>
    {
        await using var session = _crm.OpenSession();
        try
        {
            await act(session, i);
            return null;
        }
        catch (CrmException refused)
        {
            return refused;
        }
    })));
}
