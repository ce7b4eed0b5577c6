using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Orders;
using CrmKit.Records;
using CrmKit.Sessions;
using Record = CrmKit.Records.Record;

namespace CrmKit.Segments;

/// <summary>Whatever happens, in whatever order: who is in a segment, and who was told to have entered and not left, are those who meet its filter.</summary>
public sealed class SegmentPropertyTests
{
    private static readonly (string Type, string Filter)[] Filters =
    [
        ("contact", "city eq 'Bonn' or city eq null"),
        ("contact", "not (account.city eq 'Ulm') and lastName ne 'C3'"),
        ("contact", "account.parent.city eq 'Bonn' or any(orders, total ge 0 and orderedOn ge today(-3))"),
        ("contact", "createdAt gt now(-2) or bornOn eq today()"),
        ("account", "count(contacts, city eq 'Bonn') ge 2"),
        ("account", "none(orders, orderedOn ge today(-2))"),
        ("account", "any(contacts, any(orders, orderedOn in (today(), today(-1))))"),
        ("account", "any(follow-ups, subject eq 'x') and updatedAt ge now(-4)"),
        ("account", "count('account:parentId', none(contacts)) eq 1"),
    ];

    private static readonly string?[] Cities = ["Bonn", "Ulm", null];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Membership_after_any_changes_is_what_evaluation_from_scratch_gives(int seed)
    {
        var random = new Random(seed);
        await using var crm = new TestCrm();
        var log = crm.Listen("account", "contact");
        var segments = new List<Segment>();
        await using (var session = crm.OpenSession())
            foreach (var (type, filter) in Filters) segments.Add(await session.Segments.SaveAsync(new Segment { RecordType = type, Name = filter, Filter = filter }));
        foreach (var city in Cities.Concat(Cities)) await crm.AddAsync(new Account { Name = "A", City = city });
        for (var round = 0; round < 16; round++)
        {
            for (var i = random.Next(2, 9); i > 0; i--) await ChangeAsync(crm, random);
            if (random.Next(4) == 0) crm.Clock.Advance(TimeSpan.FromHours(random.Next(1, 40)));
            if (random.Next(6) == 0) await RedefineAsync(crm, segments, random);
            await crm.FollowAsync();
            foreach (var segment in segments) await CompareAsync(crm, log, segment, $"seed {seed}, round {round}: {segment.Filter}");
        }
        Assert.True(segments.Count(s => log.Lines.Any(l => l.Segment == s.Id && l.What == "left")) > Filters.Length / 3, "Too little happens here to show anything.");
    }

    private static async Task CompareAsync(TestCrm crm, SegmentLog log, Segment segment, string where)
    {
        await using var session = crm.OpenSession();
        var expected = (await session.Records.QueryAsync(new RecordQuery(segment.RecordType) { Filter = segment.Filter, Size = 1000 })).Items.Select(r => r.Id).Order().ToList();
        var members = await session.MembersAsync(segment);
        Assert.True(expected.SequenceEqual(members), $"{where}: {members.Count} members, {expected.Count} expected.");
        Assert.True(expected.SequenceEqual(log.Members(segment)), $"{where}: other members were told.");
        Assert.Equal(expected.Count, await session.Segments.CountAsync(segment.Id));
    }

    private static async Task RedefineAsync(TestCrm crm, List<Segment> segments, Random random)
    {
        var at = random.Next(segments.Count);
        var others = Filters.Where(f => f.Type == segments[at].RecordType).ToList();
        await using var session = crm.OpenSession();
        segments[at] = await session.Segments.SaveAsync(segments[at] with { Filter = others[random.Next(others.Count)].Filter });
    }

    private static async Task ChangeAsync(TestCrm crm, Random random)
    {
        await using var session = crm.OpenSession();
        try
        {
            await ActAsync(session, random);
        }
        catch (CrmException)
        {
            // refused, as a merge of what was merged is: nothing happened
        }
    }

    private static async Task ActAsync(ICrmSession session, Random random)
    {
        var accounts = await session.Records.ListAsync(new Specification<Account>().IncludeDeleted());
        var contacts = await session.Records.ListAsync(new Specification<Contact>().IncludeDeleted());
        var orders = await session.Records.ListAsync(new Specification<Order>().IncludeDeleted());
        var follows = await session.Records.ListAsync(new Specification<FollowUp>().IncludeDeleted());
        var changes = new ChangeSet();
        Guid? AnAccount() => random.Next(5) == 0 ? null : Pick(random, accounts)?.Id;
        Guid? AContact() => random.Next(4) == 0 ? null : Pick(random, contacts)?.Id;
        void Patch(string type, Record? record, string field, object? value)
        {
            if (record is not null) changes.Patch(new RecordRef(type, record.Id), new Dictionary<string, object?> { [field] = value });
        }

        switch (random.Next(14))
        {
            case 0 or 1: changes.Create(new Contact { LastName = $"C{random.Next(5)}", City = Pick(random, Cities), AccountId = AnAccount(), BornOn = session.Today.AddDays(-random.Next(3)) }); break;
            case 2 or 3: changes.Create(new Order { Name = "O", AccountId = AnAccount(), ContactId = AContact(), OrderedOn = session.Today.AddDays(-random.Next(4)) }); break;
            case 4: changes.Create(new FollowUp { Subject = random.Next(2) == 0 ? "x" : "y", RegardingType = "account", RegardingId = AnAccount() ?? accounts[0].Id }); break;
            case 5: Patch("contact", Pick(random, contacts), "city", Pick(random, Cities)); break;
            case 6: Patch("contact", Pick(random, contacts), "accountId", AnAccount()); break;
            case 7: Patch("account", Pick(random, accounts), random.Next(2) == 0 ? "city" : "name", Pick(random, Cities) ?? "Kiel"); break;
            case 8: Patch("account", Pick(random, accounts), "parentId", AnAccount()); break;
            case 9: Patch("order", Pick(random, orders), random.Next(2) == 0 ? "accountId" : "contactId", random.Next(2) == 0 ? null : AnAccount()); break;
            case 10: Patch("follow-up", Pick(random, follows), "regardingId", AnAccount() ?? accounts[0].Id); break;
            case 11:
                foreach (var (type, some) in new (string, IReadOnlyList<Record>)[] { ("account", accounts), ("contact", contacts), ("order", orders), ("follow-up", follows) })
                    if (random.Next(3) == 0 && Pick(random, some) is { } record) _ = record.DeletedAt is null ? changes.Delete(new RecordRef(type, record.Id)) : changes.Restore(new RecordRef(type, record.Id));
                break;
            case 12:
                var isAccount = random.Next(2) == 0;
                IReadOnlyList<Record> among = isAccount ? accounts : contacts;
                var kind = isAccount ? "account" : "contact";
                if (Pick(random, among) is { } winner && Pick(random, among) is { } loser && winner.Id != loser.Id) await session.Records.MergeAsync([new(new(kind, winner.Id), new(kind, loser.Id))]);
                return;
            case 13:
                foreach (var merged in accounts.Cast<Record>().Concat(contacts).Where(r => r.DeletedAt is not null).Take(3))
                    if ((await session.Records.MergesAsync(new RecordRef(merged is Account ? "account" : "contact", merged.Id))).FirstOrDefault(m => m.UndoneAt is null) is { } merge)
                    {
                        await session.Records.UnmergeAsync([merge.Id]);
                        return;
                    }
                return;
        }
        if (changes.Changes.Count > 0) await session.Records.SaveAsync(changes);
    }

    private static T? Pick<T>(Random random, IReadOnlyList<T> among) => among.Count == 0 ? default : among[random.Next(among.Count)];
}
