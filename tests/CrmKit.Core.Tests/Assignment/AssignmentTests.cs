using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Planning;
using CrmKit.Records;

namespace CrmKit.Assignment;

public sealed class AssignmentTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Assigned_record_gets_the_owners_team_and_stands_in_the_audit()
    {
        var team = await _crm.AddAsync(new Team { Name = "North" });
        var ada = await _crm.AddUserAsync("Ada", "sales-rep", team.Id);
        var lead = await _crm.AddAsync(new Lead { Name = "Joe" });
        await using var session = _crm.OpenSession();
        await session.Assignments.AssignAsync([Ref(lead)], ada.Id);

        var stored = (await _crm.FindAsync<Lead>(lead.Id))!;
        Assert.Equal((ada.Id, team.Id), (stored.OwnerId!.Value, stored.TeamId!.Value));
        Assert.Contains("ownerId", (await session.Records.HistoryAsync(Ref(lead)))[0].Changes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inactive_user_gets_nothing()
    {
        var ada = await _crm.AddAsync(new User { Name = "Ada", IsActive = false });
        var lead = await _crm.AddAsync(new Lead { Name = "Joe" });
        await using var session = _crm.OpenSession();
        Assert.Equal("assignment.user-inactive", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Assignments.AssignAsync([Ref(lead)], ada.Id))).Error.Code);
        Assert.Null((await _crm.FindAsync<Lead>(lead.Id))!.OwnerId);
    }

    [Fact]
    public async Task Of_many_who_claim_from_a_pool_at_once_one_gets_the_record()
    {
        var team = await _crm.AddAsync(new Team { Name = "North" });
        var users = new List<User>();
        for (var i = 0; i < 8; i++) users.Add(await _crm.AddUserAsync($"Rep {i}", "sales-rep", team.Id));
        var lead = await _crm.AddAsync(new Lead { Name = "Joe" }, new InitialState { TeamId = team.Id });

        var claims = await Task.WhenAll(users.Select(user => Task.Run(async () =>
        {
            await using var session = _crm.OpenSession(user);
            try
            {
                await session.Assignments.ClaimAsync([Ref(lead)]);
                return (user.Id, Code: "");
            }
            catch (CrmConflictException late)
            {
                return (user.Id, late.Error.Code);
            }
        })));

        var winner = Assert.Single(claims, c => c.Code.Length == 0);
        Assert.All(claims.Where(c => c.Id != winner.Id), c => Assert.Equal("assignment.claimed", c.Code));
        Assert.Equal(winner.Id, (await _crm.FindAsync<Lead>(lead.Id))!.OwnerId);
    }

    [Fact]
    public async Task Released_record_waits_in_its_teams_pool()
    {
        var team = await _crm.AddAsync(new Team { Name = "North" });
        var ada = await _crm.AddUserAsync("Ada", "sales-rep", team.Id);
        var lead = await _crm.AddAsync(new Lead { Name = "Joe" }, new InitialState { OwnerId = ada.Id });
        await using var session = _crm.OpenSession(ada);
        await session.Assignments.ReleaseAsync([Ref(lead)]);
        var stored = (await _crm.FindAsync<Lead>(lead.Id))!;
        Assert.Equal(((Guid?)null, (Guid?)team.Id), (stored.OwnerId, stored.TeamId));
    }

    [Fact]
    public async Task Transfer_takes_records_of_every_type()
    {
        var (ada, bob) = (await _crm.AddUserAsync("Ada", "sales-rep"), await _crm.AddUserAsync("Bob", "sales-rep"));
        var state = new InitialState { OwnerId = ada.Id };
        await using (var setup = _crm.OpenSession())
        {
            var changes = new ChangeSet();
            for (var i = 0; i < 600; i++) changes.Create(new Lead { Name = $"Lead {i}" }, state);
            changes.Create(new Opportunity { Name = "Pumps" }, state);
            await setup.Records.SaveAsync(changes);
        }
        await using var session = _crm.OpenSession();
        Assert.Equal(601, await session.Assignments.TransferAsync(ada.Id, bob.Id));
        var (adas, bobs) = (new Specification<Lead>(l => l.OwnerId == ada.Id), new Specification<Lead>(l => l.OwnerId == bob.Id));
        Assert.Equal((0L, 600L), (await session.Records.CountAsync(adas), await session.Records.CountAsync(bobs)));
    }

    [Fact]
    public async Task Reader_may_neither_assign_nor_claim()
    {
        var (ada, bob) = (await _crm.AddUserAsync("Ada", "reader"), await _crm.AddUserAsync("Bob", "sales-rep"));
        var lead = await _crm.AddAsync(new Lead { Name = "Joe" });
        await using var session = _crm.OpenSession(ada);
        await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Assignments.AssignAsync([Ref(lead)], bob.Id));
        await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Assignments.ClaimAsync([Ref(lead)]));
        Assert.Null((await _crm.FindAsync<Lead>(lead.Id))!.OwnerId);
    }

    private static RecordRef Ref(Lead lead) => new("lead", lead.Id);
}
