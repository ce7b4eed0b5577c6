using CrmKit.Accounts;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Access;

public sealed class SharingTests : IAsyncLifetime
{
    private readonly TestCrm _crm = new(plugin: plugin => plugin.Role(new RoleDefinition
    {
        Key = "test.rep",
        Label = new("Rep"),
        Permissions =
        [
            new("lead", Operations.Work | Operations.Export, AccessScope.Own), new("order", Operations.Work, AccessScope.Own), new("opportunity", Operations.Read, AccessScope.Territory),
            new("account", Operations.Read, AccessScope.Territory), new("user", Operations.Read, AccessScope.All),
        ],
    }));

    private User _owner = null!, _other = null!;
    private Lead _lead = null!;

    public async ValueTask InitializeAsync()
    {
        (_owner, _other) = (await _crm.AddUserAsync("Owner", "test.rep"), await _crm.AddUserAsync("Other", "test.rep"));
        _lead = await _crm.AddAsync(new Lead { Name = "Shared" }, new InitialState { OwnerId = _owner.Id });
    }

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    private RecordRef Ref => new("lead", _lead.Id);

    [Fact]
    public async Task A_record_shared_to_read_is_seen_everywhere_and_nothing_more_until_the_share_ends()
    {
        await using var owner = _crm.OpenSession(_owner);
        await using (var before = _crm.OpenSession(_other)) Assert.Null(await before.Records.FindAsync<Lead>(_lead.Id));
        await owner.Access.ShareAsync([Ref], [new RecordShare { UserId = _other.Id, Until = _crm.Clock.Now.AddDays(2) }]);

        await using (var reading = _crm.OpenSession(_other))
        {
            Assert.Equal("Shared", (await reading.Records.GetAsync<Lead>(_lead.Id)).Name);
            Assert.Single(await reading.Records.ListAsync(new Specification<Lead>(l => l.Name == "Shared")));
            Assert.Single((await reading.Search.FindAsync(new Search.SearchRequest("Shared"))).Results);
            var share = Assert.Single(await reading.Access.SharesAsync(Ref));
            Assert.Equal((_other.Id, null, false, _owner.Id), (share.UserId, share.TeamId, share.CanWrite, share.SharedById));
            var why = await reading.Access.ExplainAsync(null, Operations.Read, "lead", _lead.Id);
            Assert.Equal((true, AccessWay.Share), (why.IsAllowed, why.Way));
            Assert.Contains("until 2026-03-18", why.Reason, StringComparison.Ordinal);

            foreach (var act in new Func<Task>[]
            {
                () => reading.Records.SaveAsync(new ChangeSet().Patch(Ref, new Dictionary<string, object?> { ["city"] = "x" })),
                () => reading.Records.DeleteAsync(Ref),
                () => reading.Assignments.AssignAsync([Ref], _other.Id),
                () => reading.Conversions.ConvertAsync(Ref),
                () => reading.Access.ShareAsync([Ref], [new RecordShare { UserId = _owner.Id }]),
            })
                await Assert.ThrowsAsync<CrmForbiddenException>(act);
            using var file = new MemoryStream();
            Assert.Equal(0, await reading.Exports.WriteAsync(new Exports.ExportRequest("lead"), file));
        }
        Assert.Equal((_lead.Version, _owner.Id), ((await _crm.FindAsync<Lead>(_lead.Id))!.Version, (await _crm.FindAsync<Lead>(_lead.Id))!.OwnerId));

        _crm.Clock.Advance(TimeSpan.FromDays(2));
        await using var after = _crm.OpenSession(_other);
        Assert.Null(await after.Records.FindAsync<Lead>(_lead.Id));
        Assert.Empty(await owner.Access.SharesAsync(Ref));
    }

    [Fact]
    public async Task A_record_shared_to_write_is_changed_by_each_member_of_the_team_and_by_nobody_below_it()
    {
        var team = await _crm.AddAsync(new Team { Name = "Team" });
        var below = await _crm.AddAsync(new Team { Name = "Below", ParentId = team.Id });
        var (member, under) = (await _crm.AddUserAsync("Member", "test.rep", team.Id), await _crm.AddUserAsync("Under", "test.rep", below.Id));
        var order = await _crm.AddAsync(new Order { Name = "Order" }, new InitialState { OwnerId = _owner.Id });
        await using var owner = _crm.OpenSession(_owner);
        await owner.Access.ShareAsync([Ref, new("order", order.Id)], [new RecordShare { TeamId = team.Id, CanWrite = true }]);

        await using var session = _crm.OpenSession(member);
        await session.Records.SaveAsync(new ChangeSet().Patch(Ref, new Dictionary<string, object?> { ["city"] = "Paris" }));
        var line = await session.Records.CreateAsync(new OrderLine { OrderId = order.Id, Description = "part", Quantity = 1, UnitPrice = 1 });
        Assert.Equal(line.Id, Assert.Single(await session.Records.ListAsync(new Specification<OrderLine>(_ => true))).Id);
        await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Records.DeleteAsync(Ref));
        Assert.Equal("Paris", (await _crm.FindAsync<Lead>(_lead.Id))!.City);

        await using var lower = _crm.OpenSession(under);
        Assert.Null(await lower.Records.FindAsync<Lead>(_lead.Id));
    }

    [Fact]
    public async Task S23_What_is_shared_with_somebody_or_his_team_is_listed_latest_first_while_he_may_read_it()
    {
        var team = await _crm.AddAsync(new Team { Name = "Firm of partners" });
        var member = await _crm.AddUserAsync("Member", "test.rep", team.Id);
        var order = await _crm.AddAsync(new Order { Name = "Order" }, new InitialState { OwnerId = _owner.Id });
        await using var owner = _crm.OpenSession(_owner);
        await owner.Access.ShareAsync([Ref], [new RecordShare { UserId = member.Id, CanWrite = true, Until = _crm.Clock.Now.AddDays(2) }]);
        _crm.Clock.Advance(TimeSpan.FromMinutes(1));
        await using (var later = _crm.OpenSession(_owner)) await later.Access.ShareAsync([Ref, new("order", order.Id)], [new RecordShare { TeamId = team.Id }]);

        await using (var session = _crm.OpenSession(member))
        {
            var received = await session.Access.SharedWithMeAsync();
            Assert.Equal(new HashSet<RecordRef> { Ref, new("order", order.Id) }, received.Select(r => r.Record).ToHashSet()); // each once, though shared twice
            Assert.All(received, r => Assert.Equal((team.Id, false, _owner.Id), (r.Share.TeamId, r.Share.CanWrite, r.Share.SharedById)));
            Assert.Single(await session.Access.SharedWithMeAsync(1));
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => session.Access.SharedWithMeAsync(0));
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => session.Access.SharedWithMeAsync(201));
        }
        await owner.Records.DeleteAsync(new RecordRef("order", order.Id));
        await owner.Access.RevokeShareAsync(Ref, team.Id);
        await using (var session = _crm.OpenSession(member)) Assert.Equal((Ref, true), Assert.Single((await session.Access.SharedWithMeAsync()).Select(r => (r.Record, r.Share.CanWrite))));
        _crm.Clock.Advance(TimeSpan.FromDays(2));
        await using (var session = _crm.OpenSession(member)) Assert.Empty(await session.Access.SharedWithMeAsync());
        await using (var system = _crm.OpenSession()) Assert.Empty(await system.Access.SharedWithMeAsync());
    }

    [Fact]
    public async Task S23_A_partner_sees_what_is_shared_with_him_and_what_he_registers_himself_and_nothing_else()
    {
        var partner = await _crm.AddUserAsync("Partner", "partner");
        await using var owner = _crm.OpenSession(_owner);
        await using var session = _crm.OpenSession(partner);
        Assert.Empty(await session.Records.ListAsync(new Specification<Lead>(_ => true)));
        await owner.Access.ShareAsync([Ref], [new RecordShare { UserId = partner.Id, CanWrite = true }]);

        await using var after = _crm.OpenSession(partner);
        await after.Records.SaveAsync(new ChangeSet().Patch(Ref, new Dictionary<string, object?> { ["city"] = "Graz" }));
        var own = await after.Records.CreateAsync(new Lead { Name = "Registered by a partner" });
        Assert.Equal(new[] { _lead.Id, own.Id }.Order(), (await after.Records.ListAsync(new Specification<Lead>(_ => true))).Select(l => l.Id).Order());
        await Assert.ThrowsAsync<CrmForbiddenException>(() => after.Records.CreateAsync(new Order { Name = "His own order" }));
        await Assert.ThrowsAsync<CrmForbiddenException>(() => after.Records.DeleteAsync(Ref));
        Assert.Empty(await after.Records.ListAsync(new Specification<User>(_ => true)));
    }

    [Fact]
    public async Task A_revoked_share_ends_at_once_and_both_acts_stand_in_the_history()
    {
        await using var owner = _crm.OpenSession(_owner);
        await owner.Access.ShareAsync([Ref], [new RecordShare { UserId = _other.Id }]);
        await owner.Access.ShareAsync([Ref], [new RecordShare { UserId = _other.Id, CanWrite = true }]);
        Assert.True(Assert.Single(await owner.Access.SharesAsync(Ref)).CanWrite);
        await owner.Access.RevokeShareAsync(Ref, _other.Id);
        Assert.Equal("access.share-unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => owner.Access.RevokeShareAsync(Ref, _other.Id))).Error.Code);
        await using (var gone = _crm.OpenSession(_other)) Assert.Null(await gone.Records.FindAsync<Lead>(_lead.Id));

        var history = (await owner.Records.HistoryAsync(Ref)).Where(a => a.Changes.Contains("\"shares\"", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, history.Count);
        Assert.All(history, a => Assert.Equal(_owner.Id, a.ActorId));

        await owner.Access.ShareAsync([Ref], [new RecordShare { UserId = _other.Id }]);
        await using var giving = _crm.OpenSession(_other);
        await giving.Access.RevokeShareAsync(Ref, _other.Id); // everybody may give back what he was given
        Assert.Empty(await owner.Access.SharesAsync(Ref));
    }

    [Fact]
    public async Task What_is_wrong_with_a_share_is_refused_and_shares_nothing()
    {
        var gone = await _crm.AddAsync(new User { Name = "Gone", IsActive = false });
        await using var owner = _crm.OpenSession(_owner);
        await using var other = _crm.OpenSession(_other);
        foreach (var (code, act) in new (string, Func<Task>)[]
        {
            ("access.share-recipient", () => owner.Access.ShareAsync([Ref], [new RecordShare()])),
            ("access.share-recipient", () => owner.Access.ShareAsync([Ref], [new RecordShare { UserId = _other.Id, TeamId = Guid.NewGuid() }])),
            ("access.share-recipient", () => owner.Access.ShareAsync([Ref], [new RecordShare { UserId = _other.Id }, new RecordShare { UserId = gone.Id }])),
            ("access.share-ended", () => owner.Access.ShareAsync([Ref], [new RecordShare { UserId = _other.Id, Until = _crm.Clock.Now }])),
            ("access.not-shareable", () => owner.Access.ShareAsync([Ref, new("user", _other.Id)], [new RecordShare { UserId = _other.Id }])),
            ("record.not-found", () => owner.Access.ShareAsync([Ref, new("lead", Guid.NewGuid())], [new RecordShare { UserId = _other.Id }])),
            ("record.not-found", () => other.Access.ShareAsync([Ref], [new RecordShare { UserId = _other.Id, CanWrite = true }])),
            ("record.not-found", () => other.Access.SharesAsync(Ref)),
            ("record.not-found", () => other.Access.RevokeShareAsync(Ref, _other.Id)),
        })
            Assert.Equal(code, (await Assert.ThrowsAnyAsync<CrmException>(act)).Errors[0].Code);
        Assert.Empty(await owner.Access.SharesAsync(Ref));
    }

    [Fact]
    public async Task Territories_cover_what_lies_in_them_and_what_belongs_to_accounts_that_do()
    {
        var china = await _crm.AddAsync(new Territory { Name = "China", Country = "CN", ManagerId = _owner.Id });
        await _crm.AddAsync(new Territory { Name = "Shanghai", ParentId = china.Id, Country = "CN", Region = "SH", ManagerId = _other.Id });
        var (shanghai, berlin) = (await _crm.AddAsync(new Account { Name = "Shanghai Ltd", Country = "CN", Region = "SH" }), await _crm.AddAsync(new Account { Name = "Berlin GmbH", Country = "DE" }));
        var sichuan = await _crm.AddAsync(new Account { Name = "Sichuan Ltd", Country = "CN", Region = "SC" });
        var deal = await _crm.AddAsync(new Opportunity { Name = "In Shanghai", AccountId = shanghai.Id });
        await _crm.AddAsync(new Opportunity { Name = "In Berlin", AccountId = berlin.Id });
        await _crm.AddAsync(new Opportunity { Name = "Nowhere" });

        await using var owner = _crm.OpenSession(_owner);
        await using var other = _crm.OpenSession(_other);
        Assert.Equal([sichuan.Id, shanghai.Id], (await owner.Records.ListAsync(new Specification<Account>(_ => true))).Select(a => a.Id).OrderByDescending(id => id == sichuan.Id));
        Assert.Equal([shanghai.Id], (await other.Records.ListAsync(new Specification<Account>(_ => true))).Select(a => a.Id));
        Assert.Equal([deal.Id], (await other.Records.ListAsync(new Specification<Opportunity>(_ => true))).Select(o => o.Id));
        var why = await other.Access.ExplainAsync(null, Operations.Read, "opportunity", deal.Id);
        Assert.Equal((true, AccessWay.Territory), (why.IsAllowed, why.Way));
        Assert.Contains("'Shanghai'", why.Reason, StringComparison.Ordinal);
        Assert.Equal([true], await other.Access.MayAsync(other.Catalog.Type("opportunity"), Operations.Read, [deal]));
    }

    [Fact]
    public async Task A_thousand_shares_are_asked_in_the_database_and_answer_alike()
    {
        var leads = await _crm.AddAsync(Enumerable.Range(0, 600).Select(i => new Lead { Name = $"Many {i}" }));
        await using (var system = _crm.OpenSession())
            await system.Access.ShareAsync([.. leads.Select(l => new RecordRef("lead", l.Id))], [new RecordShare { UserId = _other.Id, CanWrite = true }]);
        await using var other = _crm.OpenSession(_other);
        Assert.Equal(600, await other.Records.CountAsync(new Specification<Lead>(_ => true)));
        await other.Records.SaveAsync(new ChangeSet().Patch(new("lead", leads[599].Id), new Dictionary<string, object?> { ["city"] = "x" }));
        Assert.Null(await other.Records.FindAsync<Lead>(_lead.Id));
    }
}
