using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Opportunities;
using CrmKit.Sessions;

namespace CrmKit.Records;

public sealed class MergePropertyTests
{
    private static readonly string[] Types = ["account", "contact", "opportunity", "test.car", "note", "account-contact"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Any_sequence_of_merges_undone_in_any_order_that_goes_gives_the_first_state(int seed)
    {
        var random = new Random(seed);
        await using var crm = new TestCrm(plugin: MergeWorld.Configure);
        var accounts = (await crm.AddAsync(Enumerable.Range(0, 8).Select(i => new Account { Name = $"A{i}", Phone = Some(random, $"+49 30 {i}"), City = Some(random, $"City {i}"), [MergeWorld.Discount] = Number(random) }))).ToList();
        var contacts = (await crm.AddAsync(Enumerable.Range(0, 6).Select(i => new Contact { LastName = $"C{i}", Email = Some(random, $"c{i}@example.com"), AccountId = Of(random, accounts) }))).ToList();
        await crm.AddAsync(Enumerable.Range(0, 6).Select(i => new Opportunity { Name = $"O{i}", AccountId = Of(random, accounts) ?? accounts[0].Id, [MergeWorld.Broker] = Of(random, accounts) }));
        await crm.AddAsync(Enumerable.Range(0, 4).Select(i => new CustomRecord("test.car", $"Car {i}") { [MergeWorld.Keeper] = Of(random, accounts) }));
        await crm.AddAsync(Enumerable.Range(0, 4).Select(i => new Note { Subject = $"N{i}", RegardingType = i % 2 == 0 ? "account" : "contact", RegardingId = i % 2 == 0 ? accounts[i].Id : contacts[i].Id }));
        await crm.AddAsync(accounts.Take(5).SelectMany((a, i) => new[] { i, i + 1 }.Select(c => new AccountContact { AccountId = a.Id, ContactId = contacts[c % contacts.Count].Id })));
        var first = await MergeWorld.ValuesAsync(crm, Types);

        var standing = new List<Guid>();
        for (var i = 0; i < 9; i++)
        {
            crm.Clock.Advance(TimeSpan.FromMinutes(1));
            var alive = i % 3 == 2 ? contacts : accounts;
            if (alive.Count < 2) continue;
            var winner = alive[random.Next(alive.Count)];
            var loser = alive.Where(r => r != winner).ElementAt(random.Next(alive.Count - 1));
            await using var session = crm.OpenSession();
            var fields = random.Next(2) == 0 ? new Dictionary<string, MergeSide>() : new() { [winner is Account ? "phone" : "email"] = MergeSide.Loser };
            standing.Add((await session.Records.MergeAsync([MergeWorld.Of(session, winner, loser) with { Rest = (MergeRule)random.Next(3), Fields = fields }]))[0].MergeId!.Value);
            alive.Remove(loser);
        }
        while (standing.Count > 0)
        {
            await using var session = crm.OpenSession();
            var undone = await session.Records.UnmergeAsync([.. standing.OrderBy(_ => random.Next())], new MergeOptions { AllOrNothing = false });
            Assert.All(undone, u => Assert.All(u.Errors, e => Assert.Equal("merge.later", e.Code)));
            Assert.All(undone, u => Assert.Empty(u.Kept));
            Assert.NotEqual(0, standing.RemoveAll(id => undone.Any(u => u.MergeId == id && u.Errors.Count == 0)));
        }

        var last = await MergeWorld.ValuesAsync(crm, Types);
        Assert.Equal([], first.Where(v => last[v.Key] != v.Value).Select(v => $"{v.Key}: {v.Value} became {last[v.Key]}"));
    }

    private static string? Some(Random random, string value) => random.Next(3) == 0 ? null : value;

    private static decimal? Number(Random random) => random.Next(3) == 0 ? null : random.Next(1000) / 10m;

    private static Guid? Of(Random random, List<Record> records) => random.Next(5) == 0 ? null : records[random.Next(records.Count)].Id;
}
