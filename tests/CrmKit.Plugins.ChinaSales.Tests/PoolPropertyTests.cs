using System.Text;
using CrmKit.Activities;
using CrmKit.Events;
using CrmKit.Imports;
using CrmKit.Leads;
using CrmKit.Pipelines;
using CrmKit.Plugins;
using CrmKit.Records;
using static CrmKit.ChinaSales.PoolWorld;

namespace CrmKit.ChinaSales;

/// <summary>Random sequences of everything that can bring a lead to somebody; after every step all rules hold, reckoned from the leads alone.</summary>
public sealed class PoolPropertyTests
{
    private const int Held = 3, PerDay = 2, FollowUp = 3, CoolDown = 4, Steps = 110;
    private static readonly string[] Names = ["ann", "bob", "cai", "deng"];

    /// <summary>The plugin, and a workflow that gives every lead of which it hears to whomever the lead's need names.</summary>
    public sealed class WithWorkflow : CrmPlugin
    {
        public override void Configure(ICrmPluginBuilder plugin)
        {
            new ChinaSalesPlugin().Configure(plugin);
            plugin.AddSubscriber<Workflow>("lead.updated");
        }
    }

    internal sealed class Workflow : IEventSubscriber
    {
        public async ValueTask HandleAsync(EventContext context, CancellationToken cancellationToken)
        {
            foreach (var item in context.Event.Payload.GetProperty("items").EnumerateArray())
            {
                if (await context.Session.Records.FindAsync<Lead>(item.GetProperty("id").GetGuid(), cancellationToken) is not { NeedDescription: { Length: 36 } wish } lead) continue;
                await context.Session.Assignments.AssignAsync([Ref(lead)], Guid.Parse(wish), cancellationToken: cancellationToken);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task No_way_slips_past_caps_protection_and_cool_down(int seed)
    {
        await using var world = await PoolWorld.NewAsync<WithWorkflow>();
        await world.PoolAsync("a", Held, PerDay, FollowUp, convert: 9, CoolDown);
        await world.PoolAsync("b", Held, PerDay, FollowUp, convert: 9, CoolDown, p => p[Pools.Rank] = 9);
        var run = new Run(world, new Random(seed));
        for (var i = 0; i < 14; i++) await world.LeadAsync($"Lead {i}", more: l => l.Pool = i % 2 == 0 ? "a" : "b");
        await run.ObserveAsync("start", null);
        for (var step = 0; step < Steps; step++)
        {
            var (what, actor, act) = run.Next();
            var done = false;
            try
            {
                await act();
                done = true;
            }
            catch (CrmException)
            {
                // what the rules refuse is the point
            }
            await run.ObserveAsync($"seed {seed}, step {step}: {what}", actor);
            run.Count(what, done);
        }
        foreach (var what in new[] { "claim", "assign", "transfer all", "create", "import", "restore", "job" })
            Assert.True(run.Done(what) > 0, $"seed {seed}: nothing was tried by '{what}' with success, so nothing was shown.");
        Assert.True(run.Refused > Steps / 10, $"seed {seed}: only {run.Refused} steps were refused.");
    }

    private sealed class Run(PoolWorld world, Random random)
    {
        private readonly Dictionary<string, (int Done, int Refused)> _counts = [];
        private readonly Dictionary<Guid, Guid?> _owners = [];
        private readonly Dictionary<(Guid Lead, Guid User), DateOnly> _lost = [];
        private readonly Dictionary<(Guid User, string Pool, DateOnly Day), int> _taken = [];
        private Dictionary<Guid, (Guid? Owner, DateOnly? Due)> _due = [];
        private List<Lead> _living = [], _deleted = [];
        private int _created;

        public int Refused => _counts.Values.Sum(c => c.Refused);

        public int Done(string what) => _counts.GetValueOrDefault(what).Done;

        public void Count(string what, bool done)
        {
            var (yes, no) = _counts.GetValueOrDefault(what);
            _counts[what] = done ? (yes + 1, no) : (yes, no + 1);
        }

        public (string What, string? Actor, Func<Task> Act) Next()
        {
            var (user, other, lead) = (Any(Names), Any(Names), Any(_living));
            var owner = world.NameOf(lead.OwnerId) ?? user;
            var actor = random.Next(3) switch { 0 => null, 1 => "boss", _ => owner };
            Lead[] some = [.. _living.OrderBy(_ => random.Next()).Take(1 + random.Next(3))];
            var batch = new ChangeSet { AllOrNothing = random.Next(2) == 0 };
            foreach (var one in some) batch.Create(new Lead { Name = $"New {_created++}", Pool = Any(["a", "b"]) }, new InitialState { OwnerId = world.Users[user].Id });
            return random.Next(16) switch
            {
                0 or 1 => ("claim", user, () => world.ClaimAsync(user, some)),
                2 => ("assign", actor, () => world.AssignAsync(actor, other, some)),
                3 => ("assign", actor, () => world.AssignAsync(actor, other, lead)),
                4 => ("transfer all", "boss", () => world.DoAsync(random.Next(2) == 0 ? null : "boss", s => s.Assignments.TransferAsync(world.Users[owner].Id, world.Users[other].Id))),
                5 => ("release", actor, () => world.ReleaseAsync(actor, lead)),
                6 => ("create", actor, () => world.DoAsync(random.Next(2) == 0 ? null : "boss", s => s.Records.SaveAsync(batch))),
                7 => ("import", null, () => ImportAsync(user)),
                8 => ("delete", owner, () => world.DoAsync(owner, s => s.Records.DeleteAsync(Ref(lead)))),
                9 when _deleted.Count > 0 => ("restore", null, () => world.DoAsync(null, s => s.Records.SaveAsync(new ChangeSet().Restore(Ref(Any(_deleted)))))),
                10 => ("close", owner, () => world.DoAsync(owner, s => s.Pipelines.MoveAsync([new StageMove(Ref(lead), "disqualified") { LossReason = "price" }]))),
                11 => ("reopen", owner, () => world.DoAsync(owner, s => s.Pipelines.ReopenAsync([Ref(lead)]))),
                12 => ("pool", actor, () => world.DoAsync(actor, s => s.Records.SaveAsync(new ChangeSet().Patch(Ref(lead), new Dictionary<string, object?> { ["pool"] = Any(["a", "b"]) })))),
                13 => ("call", owner, () => world.DoAsync(owner, s => s.Records.CreateAsync(new PhoneCall { Subject = "Call", RegardingType = "lead", RegardingId = lead.Id }))),
                14 => ("workflow", null, async () =>
                {
                    await world.DoAsync(null, s => s.Records.SaveAsync(new ChangeSet().Patch(Ref(lead), new Dictionary<string, object?> { ["needDescription"] = world.Users[other].Id.ToString() })));
                    await world.Host.DispatchAsync();
                    await world.DoAsync(null, async s =>
                    {
                        if (await s.Records.FindAsync<Lead>(lead.Id) is not null) await s.Records.SaveAsync(new ChangeSet().Patch(Ref(lead), new Dictionary<string, object?> { ["needDescription"] = null }));
                    });
                }),
                _ => ("job", "job", () => world.DaysPassAsync(1)),
            };
        }

        /// <summary>Looks at all leads and checks every rule against what was there before.</summary>
        public async Task ObserveAsync(string what, string? actor)
        {
            await using var session = world.As(null);
            var all = await session.Records.ListAsync(new Specification<Lead>().IncludeDeleted().OrderBy(l => l.Id));
            (_living, _deleted) = ([.. all.Where(l => l.DeletedAt is null)], [.. all.Where(l => l.DeletedAt is not null)]);
            var holdings = (await world.HoldingsAsync()).Where(h => !h[Holdings.IsEnded]).ToLookup(h => h[Holdings.Lead]!.Value);
            foreach (var lead in _living) Check(what, actor, lead, holdings[lead.Id].ToList());

            foreach (var of in _living.Where(l => l is { OwnerId: not null, ClosedAt: null, ConvertedAt: null }).GroupBy(l => (l.OwnerId, l.Pool)))
                Assert.True(of.Count() <= Held, $"{what}: {world.NameOf(of.Key.OwnerId)} holds {of.Count()} leads of {of.Key.Pool}.");
            foreach (var (key, count) in _taken)
                Assert.True(count <= PerDay, $"{what}: {world.NameOf(key.User)} took {count} leads of {key.Pool} on {key.Day}.");
            _due = _living.ToDictionary(l => l.Id, l => (l.OwnerId, holdings[l.Id].FirstOrDefault()?[Holdings.DueOn]));
        }

        private void Check(string what, string? actor, Lead lead, List<CustomRecord> stays)
        {
            if (lead.OwnerId is null) Assert.True(stays.Count == 0, $"{what}: nobody has {lead.Name}, but a stay is open.");
            else Assert.True(stays.Count == 1 && stays[0][Holdings.User] == lead.OwnerId, $"{what}: {world.NameOf(lead.OwnerId)} has {lead.Name}, and {stays.Count} stays are open.");
            if (actor == "job" && lead is { OwnerId: not null, ClosedAt: null }) Assert.False(stays[0][Holdings.DueOn] < world.Today, $"{what}: {lead.Name} is overdue and did not go back.");

            var isKnown = _owners.TryGetValue(lead.Id, out var before);
            _owners[lead.Id] = lead.OwnerId;
            if (before == lead.OwnerId) return;
            if (before is { } loser)
            {
                _lost[(lead.Id, loser)] = world.Today;
                var due = _due.TryGetValue(lead.Id, out var was) ? was.Due : null;
                var isTeam = actor == "boss" ? IsNorth(loser) : actor is not (null or "job") && IsNorth(loser) == IsNorth(world.Users[actor].Id);
                if (lead.OwnerId is { } winner) Assert.True(IsNorth(loser) == IsNorth(winner), $"{what}: {lead.Name} went to another team.");
                else Assert.True(isTeam || due < world.Today, $"{what}: {lead.Name} was taken away from {world.NameOf(loser)}, safe until {due}.");
            }
            if (lead.OwnerId is not { } taker) return;
            if (_lost.TryGetValue((lead.Id, taker), out var lost))
                Assert.True(world.Today >= lost.AddDays(CoolDown), $"{what}: {world.NameOf(taker)} lost {lead.Name} on {lost} and has it again.");
            if (isKnown && before is null && lead.ClosedAt is null) _taken[(taker, lead.Pool!, world.Today)] = _taken.GetValueOrDefault((taker, lead.Pool!, world.Today)) + 1;
        }

        private async Task ImportAsync(string user)
        {
            var folder = Directory.CreateTempSubdirectory("pools-");
            var file = Path.Combine(folder.FullName, "leads.csv");
            var text = new StringBuilder("name,owner,pool\n");
            for (var i = random.Next(1, 4); i > 0; i--) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"Imported {_created++},{world.Users[user].Id},{Any(["a", "b"])}\n");
            await File.WriteAllTextAsync(file, text.ToString());
            var map = new ImportMap { Columns = [new ImportColumn { Column = "name", Field = "name" }, new ImportColumn { Column = "owner", Field = "ownerId", LookupField = "id" }, new ImportColumn { Column = "pool", Field = "pool" }] };
            await world.DoAsync(null, async s =>
            {
                var result = await s.Imports.RunAsync(new ImportRequest("lead", file, map));
                if (result.Created == 0) throw new CrmRuleException(result.Errors[0].Error);
            });
            folder.Delete(recursive: true);
        }

        private bool IsNorth(Guid user) => world.Users.Values.Single(u => u.Id == user).TeamId == world.North.Id;

        private T Any<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];
    }
}
