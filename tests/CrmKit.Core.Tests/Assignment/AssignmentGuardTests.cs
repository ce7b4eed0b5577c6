using CrmKit.Leads;
using CrmKit.Planning;
using CrmKit.Records;

namespace CrmKit.Assignment;

public sealed class AssignmentGuardTests
{
    private static readonly List<(AssignmentKind Kind, Guid? From, Guid? To)> Nothing = [];

    [Fact]
    public async Task A_guard_sees_every_way_in_which_an_owner_changes_and_none_other()
    {
        await using var crm = new TestCrm(plugin: p => p.AddAssignmentGuard<Recorder>("lead"));
        var team = await crm.AddAsync(new Team { Name = "North" });
        var (ada, bob) = (await crm.AddUserAsync("Ada", "sales-manager", team.Id), await crm.AddUserAsync("Bob", "sales-manager", team.Id));
        Recorder.Seen.Value = [];

        Lead lead;
        await using (var session = crm.OpenSession(ada))
        {
            lead = new Lead { Name = "Joe" };
            await session.Records.SaveAsync(new ChangeSet().Create(lead));
            lead = await session.Records.GetAsync<Lead>(lead.Id);
            lead.CompanyName = "Acme"; // no change of owner
            await session.Records.SaveAsync(new ChangeSet().Update(lead));
            await session.Assignments.ReleaseAsync([Ref(lead)]);
            await session.Assignments.ClaimAsync([Ref(lead)]);
            await session.Assignments.AssignAsync([Ref(lead)], bob.Id);
            await session.Assignments.TransferAsync(bob.Id, ada.Id);
        }

        Assert.Equal(
            [(AssignmentKind.Creation, null, ada.Id), (AssignmentKind.Release, ada.Id, null), (AssignmentKind.Claim, null, ada.Id), (AssignmentKind.Transfer, ada.Id, bob.Id), (AssignmentKind.Transfer, bob.Id, ada.Id)],
            Recorder.Seen.Value);
    }

    [Fact]
    public async Task What_a_guard_refuses_does_not_change_hands_and_the_rest_of_the_batch_waits_with_it()
    {
        await using var crm = new TestCrm(plugin: p => p.AddAssignmentGuard<AtMostOne>("lead"));
        var ada = await crm.AddUserAsync("Ada", "sales-rep");
        var (first, second) = (await crm.AddAsync(new Lead { Name = "Joe" }), await crm.AddAsync(new Lead { Name = "Jim" }));
        await using var session = crm.OpenSession();

        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => session.Assignments.AssignAsync([Ref(first), Ref(second)], ada.Id));
        Assert.Equal(("test.full", Ref(second)), (refused.Error.Code, refused.Error.Record!.Value));
        Assert.Null((await crm.FindAsync<Lead>(first.Id))!.OwnerId);

        await session.Assignments.AssignAsync([Ref(first)], ada.Id);
        await Assert.ThrowsAsync<CrmRuleException>(() => session.Assignments.AssignAsync([Ref(second)], ada.Id));
        await Assert.ThrowsAsync<CrmRuleException>(() => session.Records.SaveAsync(new ChangeSet().Create(new Lead { Name = "Jan" }, new InitialState { OwnerId = ada.Id })));
        Assert.Null((await crm.FindAsync<Lead>(second.Id))!.OwnerId);
    }

    [Fact]
    public async Task A_guard_counts_as_the_system_what_the_caller_cannot_see_and_the_caller_is_back_afterwards()
    {
        await using var crm = new TestCrm(plugin: p => p.AddAssignmentGuard<AtMostOne>("lead"));
        var (ada, bob) = (await crm.AddUserAsync("Ada", "sales-rep"), await crm.AddUserAsync("Bob", "sales-manager"));
        await crm.AddAsync(new Lead { Name = "Joe" }, new InitialState { OwnerId = ada.Id });
        var lead = await crm.AddAsync(new Lead { Name = "Jim" }, new InitialState { OwnerId = bob.Id });
        await using var session = crm.OpenSession(bob);

        Assert.Equal("test.full", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Assignments.AssignAsync([Ref(lead)], ada.Id))).Error.Code);
        Assert.Equal(bob.Id, session.Actor.UserId);
    }

    [Fact]
    public async Task A_guard_that_throws_refuses_with_a_text_that_names_it()
    {
        await using var crm = new TestCrm(plugin: p => p.AddAssignmentGuard<Broken>("lead"));
        var ada = await crm.AddUserAsync("Ada", "sales-rep");
        var lead = await crm.AddAsync(new Lead { Name = "Joe" });
        await using var session = crm.OpenSession();

        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => session.Assignments.AssignAsync([Ref(lead)], ada.Id));
        Assert.Equal("assignment.guard-failed", refused.Error.Code);
        Assert.Contains(nameof(Broken), refused.Message, StringComparison.Ordinal);
        Assert.Null((await crm.FindAsync<Lead>(lead.Id))!.OwnerId);
    }

    private static RecordRef Ref(Lead lead) => new("lead", lead.Id);

    private sealed class Recorder : IAssignmentGuard
    {
        public static readonly AsyncLocal<List<(AssignmentKind, Guid?, Guid?)>> Seen = new();

        public ValueTask CheckAsync(AssignmentGuardContext context, CancellationToken cancellationToken)
        {
            (Seen.Value ?? Nothing).AddRange(context.Assignments.Select(a => (a.Kind, a.FromOwnerId, a.ToOwnerId)));
            return default;
        }
    }

    private sealed class AtMostOne : IAssignmentGuard
    {
        public async ValueTask CheckAsync(AssignmentGuardContext context, CancellationToken cancellationToken)
        {
            using var system = context.Session.AsSystem("cap");
            foreach (var owner in context.Assignments.Where(a => a.ToOwnerId is not null).GroupBy(a => a.ToOwnerId))
            {
                var has = await context.Session.Records.CountAsync(new Specification<Lead>(l => l.OwnerId == owner.Key), cancellationToken);
                foreach (var tooMuch in owner.Skip((int)Math.Max(0, 1 - has))) context.Refuse(tooMuch, new CrmError("test.full", "One lead is enough. Finish it first."));
            }
        }
    }

    private sealed class Broken : IAssignmentGuard
    {
        public ValueTask CheckAsync(AssignmentGuardContext context, CancellationToken cancellationToken) => throw new InvalidOperationException("no");
    }
}
