using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Fields;
using CrmKit.Orders;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Segments;

public sealed class SegmentTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Segment_follows_the_fields_of_its_records()
    {
        await using var crm = new TestCrm();
        var log = crm.Listen("contact");
        var (ada, bob) = (await crm.AddAsync(new Contact { LastName = "Ada", City = "Bonn" }), await crm.AddAsync(new Contact { LastName = "Bob", City = "Ulm" }));
        var segment = await crm.AddSegmentAsync(new Segment { RecordType = "contact", Name = "Bonn", Filter = "city eq 'Bonn'" });
        Assert.Equal([ada.Id], await crm.MembersAsync(segment));

        await PatchAsync(crm, "contact", bob.Id, "city", "Bonn");
        await PatchAsync(crm, "contact", ada.Id, "city", "Ulm");
        await crm.FollowAsync();
        Assert.Equal([bob.Id], await crm.MembersAsync(segment));
        Assert.Equal(["entered", "left"], log.Of(segment, ada.Id));

        var reference = new RecordRef("contact", bob.Id);
        await SaveAsync(crm, new ChangeSet().Delete(reference));
        await crm.FollowAsync();
        await using var session = crm.OpenSession();
        Assert.Equal(0, await session.Segments.CountAsync(segment.Id, Cancellation));
        await SaveAsync(crm, new ChangeSet().Restore(reference));
        await crm.FollowAsync();
        Assert.Equal(1, await session.Segments.CountAsync(segment.Id, Cancellation));
        Assert.Equal(["entered", "left", "entered"], log.Of(segment, bob.Id));
        Assert.Equal("Bonn", Assert.Single(await session.Segments.OfAsync(reference, Cancellation)).Segment.Name);
        Assert.Equal([bob.Id], (await session.Segments.EnteredAsync(segment.Id, [ada.Id, bob.Id, bob.Id, Guid.NewGuid()], Cancellation)).Keys);
        Assert.Equal("segment.not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Segments.EnteredAsync(Guid.NewGuid(), [bob.Id], Cancellation))).Error.Code);
        Assert.Equal(SegmentState.Current, (await session.Segments.GetAsync(segment.Id, Cancellation)).State);
    }

    [Fact]
    public async Task Segment_follows_records_that_its_filter_looks_at_in_either_direction()
    {
        await using var crm = new TestCrm();
        var (parent, old, next) = (await crm.AddAsync(new Account { Name = "Group" }), await crm.AddAsync(new Account { Name = "Old" }), await crm.AddAsync(new Account { Name = "Next" }));
        var ada = await crm.AddAsync(new Contact { LastName = "Ada", AccountId = old.Id });
        await crm.AddAsync(new Contact { LastName = "Bob", AccountId = next.Id });
        var group = await crm.AddSegmentAsync(new Segment { RecordType = "contact", Name = "In the group", Filter = "account.parent.name eq 'Group'" });
        var buyers = await crm.AddSegmentAsync(new Segment { RecordType = "account", Name = "Buyers", Filter = "count(orders) ge 2" });
        var silent = await crm.AddSegmentAsync(new Segment { RecordType = "account", Name = "Without offers", Filter = "none(phone-calls, subject contains 'offer')" });
        Assert.Empty(await crm.MembersAsync(group));

        await PatchAsync(crm, "account", old.Id, "parentId", parent.Id);
        var orders = await crm.AddAsync(new Order { Name = "1", AccountId = old.Id }, new Order { Name = "2", AccountId = old.Id }, new Order { Name = "3", AccountId = next.Id });
        var call = await crm.AddAsync(new PhoneCall { Subject = "The offer", RegardingType = "account", RegardingId = old.Id });
        await crm.FollowAsync();
        Assert.Equal([ada.Id], await crm.MembersAsync(group));
        Assert.Equal([old.Id], await crm.MembersAsync(buyers));
        Assert.Equal([parent.Id, next.Id], await crm.MembersAsync(silent));

        await PatchAsync(crm, "account", parent.Id, "name", "Holding");
        await PatchAsync(crm, "order", orders[0].Id, "accountId", next.Id); // away from one, to another
        await PatchAsync(crm, "phone-call", call.Id, "regardingId", next.Id);
        await crm.FollowAsync();
        Assert.Empty(await crm.MembersAsync(group));
        Assert.Equal([next.Id], await crm.MembersAsync(buyers));
        Assert.Equal([parent.Id, old.Id], await crm.MembersAsync(silent));
    }

    [Fact]
    public async Task Segment_follows_the_clock_without_any_change()
    {
        await using var crm = new TestCrm();
        var log = crm.Listen("account", "contact");
        var account = await crm.AddAsync(new Account { Name = "A" });
        var contact = await crm.AddAsync(new Contact { LastName = "C" });
        await crm.AddAsync(new Order { Name = "O", AccountId = account.Id });
        var recent = await crm.AddSegmentAsync(new Segment { RecordType = "account", Name = "Bought lately", Filter = "any(orders, orderedOn ge today(-30))" });
        var fresh = await crm.AddSegmentAsync(new Segment { RecordType = "contact", Name = "New", Filter = "createdAt gt now(-1)" });
        Assert.Equal([account.Id], await crm.MembersAsync(recent));
        Assert.Equal([contact.Id], await crm.MembersAsync(fresh));

        crm.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(1));
        await crm.FollowAsync();
        Assert.Equal([contact.Id], await crm.MembersAsync(fresh));
        crm.Clock.Advance(TimeSpan.FromMinutes(2));
        await crm.FollowAsync();
        Assert.Empty(await crm.MembersAsync(fresh));
        crm.Clock.Advance(TimeSpan.FromDays(29));
        await crm.FollowAsync();
        Assert.Equal([account.Id], await crm.MembersAsync(recent));
        crm.Clock.Advance(TimeSpan.FromDays(1));
        await crm.FollowAsync();
        Assert.Empty(await crm.MembersAsync(recent));
        Assert.Equal(["entered", "left"], log.Of(recent, account.Id));
    }

    [Fact]
    public async Task Another_filter_tells_only_those_who_enter_and_leave_by_it()
    {
        await using var crm = new TestCrm();
        var log = crm.Listen("contact");
        var contacts = await crm.AddAsync(Enumerable.Range(0, 30).Select(i => new Contact { LastName = $"C{i}", City = i < 10 ? "Bonn" : i < 20 ? "Ulm" : "Kiel" }));
        var segment = await crm.AddSegmentAsync(new Segment { RecordType = "contact", Name = "S", Filter = "city in ('Bonn', 'Ulm')" });
        await using var session = crm.OpenSession();
        await session.Segments.SaveAsync(segment with { Name = "Renamed" }, Cancellation);
        Assert.Equal(SegmentState.Current, (await session.Segments.GetAsync(segment.Id, Cancellation)).State);
        await session.Segments.SaveAsync(segment with { Filter = "city in ('Ulm', 'Kiel')" }, Cancellation);
        Assert.Equal(SegmentState.Building, (await session.Segments.GetAsync(segment.Id, Cancellation)).State);
        await crm.FollowAsync();
        Assert.Equal(contacts.Skip(10).Select(c => c.Id).Order(), await crm.MembersAsync(segment));
        Assert.Equal(20, await session.Segments.CountAsync(segment.Id, Cancellation));
        Assert.Equal([30, 10], new[] { "entered", "left" }.Select(what => log.Lines.Count(l => l.What == what)));
        Assert.Equal(["entered"], log.Of(segment, contacts[15].Id));

        await session.Segments.RemoveAsync(segment.Id, Cancellation);
        Assert.Equal("segment.not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Segments.GetAsync(segment.Id, Cancellation))).Error.Code);
        await crm.FollowAsync();
        var reader = await ((CrmSession)session).ReaderAsync(Cancellation);
        Assert.Equal((0L, 0L), (await reader.CountAsync(reader.Query<SegmentMember>(), Cancellation), await reader.CountAsync(reader.Query<SegmentEntry>(), Cancellation)));
    }

    [Fact]
    public async Task More_records_than_are_evaluated_at_once_are_followed_piece_by_piece()
    {
        await using var crm = new TestCrm();
        var account = await crm.AddAsync(new Account { Name = "Crowd" });
        const int Many = SegmentEvaluation.Chunk + 200;
        await crm.AddAsync(Enumerable.Range(0, Many).Select(i => new Contact { LastName = $"C{i}", AccountId = account.Id }));
        var segment = await crm.AddSegmentAsync(new Segment { RecordType = "contact", Name = "S", Filter = "account.name eq 'Crowd'" });
        await using var session = crm.OpenSession();
        Assert.Equal(Many, await session.Segments.CountAsync(segment.Id, Cancellation));
        await PatchAsync(crm, "account", account.Id, "name", "Other");
        await crm.FollowAsync();
        Assert.Equal(0, await session.Segments.CountAsync(segment.Id, Cancellation));
        Assert.Empty(await crm.MembersAsync(segment));
    }

    [Fact]
    public async Task Segment_of_a_plugins_field_waits_for_the_plugin_and_is_built_again_with_it()
    {
        var level = Field.Text("test.level");
        void Plugin(ICrmPluginBuilder p) => p.Fields("contact", f => f.Add(level, "Level", "级别"));
        await using var crm = new TestCrm(plugin: Plugin);
        var (ada, bob) = (await crm.AddAsync(new Contact { LastName = "Ada", [level] = "gold" }), await crm.AddAsync(new Contact { LastName = "Bob" }));
        var segment = await crm.AddSegmentAsync(new Segment { RecordType = "contact", Name = "Gold", Filter = "test.level eq 'gold'" });
        Assert.Equal([ada.Id], await crm.MembersAsync(segment));

        crm.RemovePlugin("test");
        await crm.FollowAsync();
        await using (var session = crm.OpenSession())
        {
            Assert.Equal("segment.broken", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Segments.CountAsync(segment.Id, Cancellation))).Error.Code);
            var listed = Assert.Single(await session.Segments.ListAsync("contact", Cancellation));
            Assert.Equal((SegmentState.Broken, "segment.broken"), (listed.State, listed.Problem?.Code));
        }
        await SaveAsync(crm, new ChangeSet().Delete(new RecordRef("contact", ada.Id))); // nobody can follow it now

        crm.AddPlugin("test", Plugin);
        await PatchAsync(crm, "contact", bob.Id, "test.level", "gold");
        await crm.FollowAsync();
        Assert.Equal([bob.Id], await crm.MembersAsync(segment));
        await using var later = crm.OpenSession();
        Assert.Equal(1, await later.Segments.CountAsync(segment.Id, Cancellation));
    }

    [Fact]
    public async Task Snapshot_stays_as_it_was_made_but_for_what_is_done_by_hand_and_merges()
    {
        await using var crm = new TestCrm();
        var people = await crm.AddAsync(Enumerable.Range(0, 4).Select(i => new Contact { LastName = $"C{i}", City = i < 2 ? "Bonn" : "Ulm" }));
        var ids = people.Select(p => p.Id).ToArray();
        var snapshot = await crm.AddSegmentAsync(new Segment { RecordType = "contact", Name = "Then in Bonn", Kind = SegmentKind.Snapshot, Filter = "city eq 'Bonn'" });
        await PatchAsync(crm, "contact", ids[0], "city", "Ulm");
        await PatchAsync(crm, "contact", ids[2], "city", "Bonn");
        await crm.FollowAsync();
        Assert.Equal([ids[0], ids[1]], await crm.MembersAsync(snapshot));

        await using var session = crm.OpenSession();
        Assert.Equal(1, await session.Segments.AddAsync(snapshot.Id, [ids[0], ids[3]], Cancellation));
        Assert.Equal(1, await session.Segments.TakeAsync(snapshot.Id, [ids[1], ids[2]], Cancellation));
        Assert.Equal([ids[0], ids[3]], await crm.MembersAsync(snapshot));

        var merge = (await session.Records.MergeAsync([new(new("contact", ids[2]), new("contact", ids[3]))], cancellationToken: Cancellation))[0].MergeId!.Value;
        await crm.FollowAsync();
        Assert.Equal([ids[0], ids[2]], await crm.MembersAsync(snapshot));
        Assert.Equal(2, await session.Segments.CountAsync(snapshot.Id, Cancellation));
        await session.Records.UnmergeAsync([merge], cancellationToken: Cancellation);
        await crm.FollowAsync();
        Assert.Equal([ids[0], ids[3]], await crm.MembersAsync(snapshot));

        Assert.Equal("record.not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Segments.AddAsync(snapshot.Id, [Guid.NewGuid()], Cancellation))).Error.Code);
        var empty = await session.Segments.SaveAsync(new Segment { RecordType = "contact", Name = "By hand", Kind = SegmentKind.Snapshot }, Cancellation);
        Assert.Equal(SegmentState.Current, empty.State);
        await crm.FollowAsync();
        Assert.Equal(0, await session.Segments.CountAsync(empty.Id, Cancellation));
    }

    [Fact]
    public async Task F10_Event_told_twice_or_followed_by_two_hosts_changes_nothing_more()
    {
        await using var crm = new TestCrm();
        var log = crm.Listen("contact");
        var segment = await crm.AddSegmentAsync(new Segment { RecordType = "contact", Name = "S", Filter = "city eq 'Bonn'" });
        var contact = await crm.AddAsync(new Contact { LastName = "Ada", City = "Bonn" });
        await crm.FollowAsync();
        await using var session = (CrmSession)crm.OpenSession();
        await using (var work = await session.BeginWorkAsync(Cancellation))
        {
            await work.Transaction.WriteAsync(new Storage.StoreBatch { Inserts = { SegmentQueue.Changes(session.TenantId, "contact", "city", [contact.Id, Guid.NewGuid()], 0).Single() } }, Cancellation);
            await work.CommitAsync(Cancellation);
        }
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => crm.FollowAsync()));
        Assert.Equal(["entered"], log.Of(segment, contact.Id));
        Assert.Equal(1, await session.Segments.CountAsync(segment.Id, Cancellation));
    }

    [Fact]
    public async Task Change_of_a_field_that_no_segment_reads_is_not_looked_at()
    {
        await using var crm = new TestCrm();
        await crm.AddSegmentAsync(new Segment { RecordType = "contact", Name = "S", Filter = "city eq 'Bonn'" });
        var contact = await crm.AddAsync(new Contact { LastName = "Ada" });
        var account = await crm.AddAsync(new Account { Name = "A" });
        await crm.FollowAsync();
        await PatchAsync(crm, "contact", contact.Id, "jobTitle", "CEO");
        await PatchAsync(crm, "account", account.Id, "city", "Bonn");
        await PatchAsync(crm, "contact", contact.Id, "city", "Ulm");
        await crm.Services.GetRequiredService<Events.IDispatcher>().DrainAsync(Cancellation);
        await using var session = (CrmSession)crm.OpenSession();
        var reader = await session.ReaderAsync(Cancellation);
        var waiting = Assert.Single(await reader.ListAsync(reader.Query<SegmentChange>(), Cancellation));
        Assert.Equal(("contact", contact.Id.ToString()), (waiting.RecordType, waiting.Records));
        Assert.Contains("city", waiting.Fields!.Split(','));
    }

    internal static Task PatchAsync(TestCrm crm, string type, Guid id, string field, object? value) =>
        SaveAsync(crm, new ChangeSet().Patch(new RecordRef(type, id), new Dictionary<string, object?> { [field] = value }));

    internal static async Task SaveAsync(TestCrm crm, ChangeSet changes)
    {
        await using var session = crm.OpenSession();
        await session.Records.SaveAsync(changes, Cancellation);
    }
}
