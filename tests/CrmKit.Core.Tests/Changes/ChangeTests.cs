using System.Collections.Concurrent;
using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Events;
using CrmKit.Leads;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Changes;

public sealed class ChangeTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new(plugin: plugin => plugin.Role(new RoleDefinition
    {
        Key = "test.rep", Label = new("Rep"), Permissions = [new Permission("lead", Operations.Read, AccessScope.Own)], Restrictions = [new FieldRestriction("lead", "companyName", CanRead: false, CanWrite: false)],
    }));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Changes_come_in_order_with_tombstones_and_reading_goes_on_where_it_ended()
    {
        var lead = await _crm.AddAsync(new Lead { Name = "Ada" });
        await SaveAsync(new ChangeSet().Patch(Ref(lead), new Dictionary<string, object?> { ["name"] = "Ada L" }));
        var first = await ReadAsync(null);
        Assert.Equal([RecordOperation.Create, RecordOperation.Update], first.Items.Select(c => c.Operation));
        Assert.Equal(["name"], first.Items[1].Changed);
        Assert.False(first.HasMore);

        await SaveAsync(new ChangeSet().Delete(Ref(lead)));
        await SaveAsync(new ChangeSet().Restore(Ref(lead)));
        var second = await ReadAsync(first.Next);
        Assert.Equal([(RecordOperation.Delete, 3), (RecordOperation.Restore, 4)], second.Items.Select(c => (c.Operation, c.Version)));
        Assert.Empty((await ReadAsync(second.Next)).Items);
    }

    [Fact]
    public async Task Cursor_of_now_leads_to_what_comes_afterwards()
    {
        await _crm.AddAsync(new Lead { Name = "Before" });
        var now = await ReadAsync(ChangeQuery.Now);
        var after = await _crm.AddAsync(new Lead { Name = "After" });
        Assert.Empty(now.Items);
        Assert.Equal(after.Id, Assert.Single((await ReadAsync(now.Next)).Items).Ref.Id);
    }

    [Fact]
    public async Task Loser_of_a_merge_says_where_it_lives_on()
    {
        var (winner, loser) = (await _crm.AddAsync(new Account { Name = "Acme" }), await _crm.AddAsync(new Account { Name = "Acme Inc" }));
        var start = (await ReadAsync(ChangeQuery.Now)).Next;
        await using var session = _crm.OpenSession();
        await session.Records.MergeAsync([new MergeRequest(Ref(winner), Ref(loser))], null, Cancellation);
        var tombstone = Assert.Single((await ReadAsync(start)).Items, c => c.Operation == RecordOperation.Delete);
        Assert.Equal((loser.Id, Ref(winner)), (tombstone.Ref.Id, tombstone.MergedInto));
    }

    [Fact]
    public async Task A019_What_the_actor_may_not_read_is_left_out_record_and_field()
    {
        var user = await _crm.AddUserAsync("Uma", "test.rep");
        var mine = await _crm.AddAsync(new Lead { Name = "Mine", CompanyName = "Secret" }, new InitialState { OwnerId = user.Id });
        await _crm.AddAsync(new Lead { Name = "Other" });
        await _crm.AddAsync(new Account { Name = "Not at all" });
        await SaveAsync(new ChangeSet().Patch(Ref(mine), new Dictionary<string, object?> { ["companyName"] = "Secret 2", ["name"] = "Mine 2" }));
        var page = await ReadAsync(null, user, withRecords: true);
        Assert.All(page.Items, c => Assert.Equal(mine.Id, c.Ref.Id));
        Assert.Equal(["name"], page.Items[^1].Changed);
        Assert.Equal(("Mine 2", null), (((Lead)page.Items[^1].Record!).Name, ((Lead)page.Items[^1].Record!).CompanyName));
    }

    [Fact]
    public async Task Pages_end_inside_a_batch_and_go_on_there()
    {
        await _crm.AddAsync(Enumerable.Range(0, 25).Select(i => new Lead { Name = $"Lead {i}" }));
        var (names, cursor, pages) = (new List<string>(), (string?)null, 0);
        for (var more = true; more; pages++)
        {
            var page = await ReadAsync(cursor, size: 10, withRecords: true);
            names.AddRange(page.Items.Select(c => ((Lead)c.Record!).Name));
            (cursor, more) = (page.Next, page.HasMore);
        }
        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"Lead {i}"), names);
        Assert.Equal(3, pages);
    }

    [Fact]
    public async Task Types_narrow_and_unknown_ones_are_refused()
    {
        await _crm.AddAsync(new Lead { Name = "Lead" });
        await _crm.AddAsync(new Account { Name = "Account" });
        await using var session = _crm.OpenSession();
        Assert.Equal("account", Assert.Single((await session.Changes.ReadAsync(new ChangeQuery { Types = ["account"] }, Cancellation)).Items).Ref.Type);
        await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Changes.ReadAsync(new ChangeQuery { Types = ["moon"] }, Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no cursor")]
    [InlineData("YzEuLTEuMC4w")]
    [InlineData("YzEuMS4wLjk5OTk5OTk5OTk5OTk5OTk5")]
    public async Task Made_up_cursor_is_refused(string cursor) =>
        Assert.Equal("changes.cursor-invalid", (await Assert.ThrowsAsync<CrmValidationException>(() => ReadAsync(cursor))).Errors[0].Code);

    [Fact]
    public async Task Cursor_older_than_what_is_kept_is_refused_rather_than_skipping()
    {
        var cursor = (await ReadAsync(ChangeQuery.Now)).Next;
        _crm.Clock.Advance(Dispatcher.Retention - TimeSpan.FromHours(1));
        await ReadAsync(cursor);
        _crm.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("changes.cursor-expired", (await Assert.ThrowsAsync<CrmRuleException>(() => ReadAsync(cursor))).Error.Code);
    }

    [Fact]
    public async Task Numbers_go_on_after_everything_kept_is_gone()
    {
        await _crm.AddAsync(new Lead { Name = "Old" });
        var cursor = (await ReadAsync(null)).Next;
        var outbox = _crm.Services.GetRequiredService<ICrmStore>().Outbox;
        await outbox.CompleteAsync([.. (await outbox.ClaimAsync(100, TimeSpan.FromMinutes(1), _crm.Clock.Now, Cancellation)).Select(m => m.Id)], Cancellation);
        await outbox.PurgeAsync(_crm.Clock.Now + TimeSpan.FromDays(1), Cancellation);
        var young = await _crm.AddAsync(new Lead { Name = "Young" });
        Assert.Equal(young.Id, Assert.Single((await ReadAsync(cursor)).Items).Ref.Id);
    }

    // Writers hold their transactions open for different times, so that on a database with many writers commits overtake each other.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Nothing_is_skipped_or_told_twice_while_many_write(int seed)
    {
        var leads = (await _crm.AddAsync(Enumerable.Range(0, 6).Select(i => new Lead { Name = $"Lead {i}" }))).Select(r => r.Id).ToList();
        var all = new ConcurrentBag<Guid>(leads);
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(i => Task.Run(() => FollowAsync(size: 1 + (3 * i), done.Token), Cancellation)).ToList();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(() => WriteAsync(new Random((seed * 100) + writer), leads, all), Cancellation)));
        await done.CancelAsync();

        var written = new List<(Guid, int)>();
        await using var session = _crm.OpenSession();
        foreach (var id in all.Distinct()) written.AddRange((await session.Records.HistoryAsync(new RecordRef("lead", id), Cancellation)).Select(a => (id, a.RecordVersion)));
        foreach (var told in await Task.WhenAll(readers))
        {
            Assert.Equal(written.Order(), told.Order());
            foreach (var one in told.GroupBy(t => t.Id)) Assert.Equal(Enumerable.Range(1, one.Count()), one.Select(t => t.Version));
        }
    }

    private async Task WriteAsync(Random random, IReadOnlyList<Guid> leads, ConcurrentBag<Guid> all)
    {
        for (var i = 0; i < 12; i++)
        {
            try
            {
                await using var session = _crm.OpenSession();
                await using var work = await session.BeginAsync(Cancellation);
                Lead? created = null;
                if (random.Next(2) == 0) created = await session.Records.CreateAsync(new Lead { Name = "New" }, cancellationToken: Cancellation);
                else await session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("lead", leads[random.Next(leads.Count)]), new Dictionary<string, object?> { ["name"] = $"Name {random.Next()}" }), Cancellation);
                await Task.Delay(random.Next(15), Cancellation);
                if (random.Next(5) == 0) continue; // rolled back: a gap in the database's own numbers
                await work.CommitAsync(Cancellation);
                if (created is not null) all.Add(created.Id);
            }
            catch (CrmException)
            {
                // somebody else was first, or it was not found: the next one
            }
        }
    }

    private async Task<List<(Guid Id, int Version)>> FollowAsync(int size, CancellationToken done)
    {
        var (told, cursor) = (new List<(Guid, int)>(), (string?)null);
        while (true)
        {
            var isLast = done.IsCancellationRequested;
            var page = await ReadAsync(cursor, size: size);
            told.AddRange(page.Items.Select(c => (c.Ref.Id, c.Version)));
            cursor = page.Next;
            if (isLast && !page.HasMore) return told;
        }
    }

    private async Task<ChangePage> ReadAsync(string? after, User? user = null, int size = 100, bool withRecords = false)
    {
        await using var session = user is null ? _crm.OpenSession() : _crm.OpenSession(user);
        return await session.Changes.ReadAsync(new ChangeQuery { After = after, Size = size, WithRecords = withRecords, Types = user is null ? ["lead", "account"] : [] }, Cancellation);
    }

    private async Task SaveAsync(ChangeSet changes)
    {
        await using var session = _crm.OpenSession();
        await session.Records.SaveAsync(changes, Cancellation);
    }

    private static RecordRef Ref(Lead lead) => new("lead", lead.Id);

    private static RecordRef Ref(Account account) => new("account", account.Id);
}
