using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Leads;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Views;

namespace CrmKit.Segments;

public sealed class SegmentRightsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Members_and_their_number_are_those_that_the_asker_may_read()
    {
        await using var crm = new TestCrm();
        var (ada, bob) = (await crm.AddUserAsync("Ada", "sales-rep"), await crm.AddUserAsync("Bob", "sales-rep"));
        var leads = new List<Lead>();
        foreach (var (owner, count) in new[] { (ada.Id, 2), (bob.Id, 3) })
            for (var i = 0; i < count; i++) leads.Add(await crm.AddAsync(new Lead { Name = $"L{i}", City = "Bonn" }, new InitialState { OwnerId = owner }));
        var segment = await crm.AddSegmentAsync(new Segment { RecordType = "lead", Name = "Bonn", Filter = "city eq 'Bonn'", Sharing = ViewSharing.All });

        await using var adas = crm.OpenSession(ada);
        Assert.Equal(leads.Take(2).Select(l => l.Id).Order(), await adas.MembersAsync(segment));
        Assert.Equal(2, await adas.Segments.CountAsync(segment.Id, Cancellation));
        Assert.Equal(2, (await adas.Segments.QueryAsync(segment.Id, new RecordQuery("lead") { WithTotal = true, Size = 1 }, Cancellation)).Total);
        Assert.Equal("record.not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(() => adas.Segments.OfAsync(new RecordRef("lead", leads[4].Id), Cancellation))).Error.Code);
        Assert.Single(await adas.Segments.OfAsync(new RecordRef("lead", leads[0].Id), Cancellation));
        await using var all = crm.OpenSession();
        Assert.Equal(5, await all.Segments.CountAsync(segment.Id, Cancellation));
    }

    [Fact]
    public async Task Segments_are_seen_and_changed_by_those_whose_they_are()
    {
        await using var crm = new TestCrm();
        var (red, blue) = (await crm.AddAsync(new Team { Name = "Red" }), await crm.AddAsync(new Team { Name = "Blue" }));
        var (ada, bob, eve, boss) = (await crm.AddUserAsync("Ada", "sales-rep", red.Id), await crm.AddUserAsync("Bob", "sales-rep", red.Id), await crm.AddUserAsync("Eve", "sales-rep", blue.Id), await crm.AddUserAsync("Boss", "administrator"));
        await using var adas = crm.OpenSession(ada);
        await using var bobs = crm.OpenSession(bob);
        await using var eves = crm.OpenSession(eve);
        await using var bosses = crm.OpenSession(boss);
        var own = await adas.Segments.SaveAsync(New("Own"), Cancellation);
        var team = await adas.Segments.SaveAsync(New("Team") with { Kind = SegmentKind.Snapshot, Sharing = ViewSharing.Team, TeamId = red.Id }, Cancellation);
        Assert.Equal("segment.sharing", (await Assert.ThrowsAsync<CrmForbiddenException>(() => adas.Segments.SaveAsync(New("X") with { Sharing = ViewSharing.All }, Cancellation))).Errors[0].Code);
        Assert.Equal("segment.sharing", (await Assert.ThrowsAsync<CrmForbiddenException>(() => adas.Segments.SaveAsync(New("X") with { Sharing = ViewSharing.Team, TeamId = blue.Id }, Cancellation))).Errors[0].Code);

        Assert.Equal(["Own", "Team"], (await adas.Segments.ListAsync("lead", Cancellation)).Select(s => s.Name));
        Assert.Equal(["Team"], (await bobs.Segments.ListAsync(cancellationToken: Cancellation)).Select(s => s.Name));
        Assert.Empty(await eves.Segments.ListAsync(cancellationToken: Cancellation));
        Func<Task>[] hidden =
        [
            () => eves.Segments.GetAsync(team.Id, Cancellation), () => eves.Segments.CountAsync(team.Id, Cancellation), () => eves.Segments.QueryAsync(team.Id, new RecordQuery("lead"), Cancellation),
            () => eves.Segments.RemoveAsync(team.Id, Cancellation), () => eves.Segments.AddAsync(team.Id, [], Cancellation), () => bobs.Segments.GetAsync(own.Id, Cancellation), () => bobs.Segments.SaveAsync(own, Cancellation),
            () => bosses.Segments.GetAsync(Guid.NewGuid(), Cancellation),
        ];
        foreach (var act in hidden) Assert.Equal("segment.not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(act)).Errors[0].Code);
        Func<Task>[] forbidden = [() => bobs.Segments.SaveAsync(team with { Name = "Mine" }, Cancellation), () => bobs.Segments.RemoveAsync(team.Id, Cancellation), () => bobs.Segments.TakeAsync(team.Id, [Guid.NewGuid()], Cancellation)];
        foreach (var act in forbidden) Assert.Equal("segment.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(act)).Errors[0].Code);
        Assert.Equal("segment.refresh-forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => bobs.Segments.RefreshAsync(Cancellation))).Errors[0].Code);
        Assert.Equal("Team", (await bobs.Segments.GetAsync(team.Id, Cancellation)).Name);
        await bosses.Segments.RemoveAsync(team.Id, Cancellation);
        Assert.Empty(await bobs.Segments.ListAsync(cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Segment_tells_nothing_of_fields_and_records_that_are_hidden()
    {
        await using var crm = new TestCrm(plugin: p => p.Role(new RoleDefinition
        {
            Key = "test.blind",
            Label = new("Blind"),
            Permissions = [new("account", Operations.Read, AccessScope.All)],
            Restrictions = [new("account", "phone", CanRead: false, CanWrite: false)],
        }));
        var (blind, rep) = (await crm.AddUserAsync("Blind", "test.blind"), await crm.AddUserAsync("Rep", "sales-rep"));
        await crm.AddAsync(new Account { Name = "A", Phone = "+49 228 123456" });
        var byPhone = await crm.AddSegmentAsync(new Segment { RecordType = "account", Name = "Phone", Filter = "phone ne null", Sharing = ViewSharing.All });
        var byContact = await crm.AddSegmentAsync(new Segment { RecordType = "account", Name = "Contacts", Filter = "none(contacts)", Sharing = ViewSharing.All });

        await using var blinds = crm.OpenSession(blind);
        Assert.Equal("filter.field-forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => blinds.Segments.CountAsync(byPhone.Id, Cancellation))).Errors[0].Code);
        Assert.Equal("filter.field-forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => blinds.MembersAsync(byPhone))).Errors[0].Code);
        Assert.Equal("filter.field-forbidden", (await blinds.Segments.GetAsync(byPhone.Id, Cancellation)).Problem?.Code);
        Assert.Equal("filter.field-forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => blinds.Segments.SaveAsync(New("X", "account") with { Filter = "phone ne null" }, Cancellation))).Errors[0].Code);
        Assert.Equal(1, await blinds.Segments.CountAsync(byContact.Id, Cancellation)); // who shared it was allowed to tell

        // Who may not read all of them could ask by a filter what he may not read.
        await using var reps = crm.OpenSession(rep);
        Assert.Equal("segment.related", (await Assert.ThrowsAsync<CrmForbiddenException>(() => reps.Segments.SaveAsync(New("X", "account") with { Filter = "any(orders, total gt 1000)" }, Cancellation))).Errors[0].Code);
        await reps.Segments.SaveAsync(New("X", "account") with { Filter = "any(contacts, city eq 'Bonn')" }, Cancellation);
        Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => blinds.Segments.SaveAsync(New("X"), Cancellation))).Errors[0].Code);
    }

    [Fact]
    public async Task Segments_that_could_not_be_kept_are_refused()
    {
        await using var crm = new TestCrm();
        await using var session = crm.OpenSession();
        async Task<string> CodeAsync(Segment segment) => (await Assert.ThrowsAsync<CrmValidationException>(() => session.Segments.SaveAsync(segment, Cancellation))).Errors[0].Code;
        Assert.Equal("segment.name", await CodeAsync(New("  ")));
        Assert.Equal("segment.name", await CodeAsync(New(new string('x', 101))));
        Assert.Equal("segment.team", await CodeAsync(New("X") with { Sharing = ViewSharing.Team }));
        Assert.Equal("segment.me", await CodeAsync(New("X") with { Filter = "ownerId eq me()" }));
        Assert.Equal("filter.field-unknown", await CodeAsync(New("X") with { Filter = "nmae eq 'x'" }));
        Assert.Equal("filter.syntax", await CodeAsync(New("X") with { Filter = "name eq" }));
        Assert.Equal("filter.type", await CodeAsync(New("X") with { Filter = "createdAt gt 'soon'" }));
        Assert.Empty(await session.Segments.ListAsync(cancellationToken: Cancellation));

        var live = await session.Segments.SaveAsync(New("Live"), Cancellation);
        var snapshot = await session.Segments.SaveAsync(New("Snapshot") with { Kind = SegmentKind.Snapshot, Filter = "city eq 'Bonn'" }, Cancellation);
        Assert.Equal("segment.fixed", await CodeAsync(live with { RecordType = "account" }));
        Assert.Equal("segment.fixed", await CodeAsync(live with { Kind = SegmentKind.Snapshot }));
        Assert.Equal("segment.fixed", await CodeAsync(snapshot with { Filter = "city eq 'Ulm'" }));
        Assert.Equal("segment.live", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Segments.AddAsync(live.Id, [Guid.NewGuid()], Cancellation))).Error.Code);
        Assert.Equal("segment.live", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Segments.TakeAsync(live.Id, [Guid.NewGuid()], Cancellation))).Error.Code);
        Assert.Equal("segment.type", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Segments.QueryAsync(live.Id, new RecordQuery("account"), Cancellation))).Errors[0].Code);
        Assert.Equal("segment.not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Segments.SaveAsync(live with { Id = Guid.NewGuid() }, Cancellation))).Error.Code);
        await using (await session.BeginAsync(Cancellation)) await Assert.ThrowsAsync<InvalidOperationException>(() => session.Segments.RefreshAsync(Cancellation));
        await using var elsewhere = crm.Crm.OpenSession(Actor.System("test"), tenantId: "other");
        Assert.Equal("segment.not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(() => elsewhere.Segments.GetAsync(live.Id, Cancellation))).Error.Code);
    }

    [Fact]
    public async Task Pages_of_members_follow_each_other_and_belong_to_their_segment()
    {
        await using var crm = new TestCrm();
        await crm.AddAsync(Enumerable.Range(0, 7).Select(i => new Lead { Name = $"L{i}", City = "Bonn" }));
        var (one, other) = (await crm.AddSegmentAsync(New("One") with { Filter = "city eq 'Bonn'" }), await crm.AddSegmentAsync(New("Other")));
        await using var session = crm.OpenSession();
        var first = await session.Segments.QueryAsync(one.Id, new RecordQuery("lead") { OrderBy = "name", Size = 3, Filter = "name ne 'L1'" }, Cancellation);
        var second = await session.Segments.QueryAsync(one.Id, new RecordQuery("lead") { OrderBy = "name", Size = 3, Filter = "name ne 'L1'", Cursor = first.Next }, Cancellation);
        Assert.Equal(["L0", "L2", "L3", "L4", "L5", "L6"], first.Items.Concat(second.Items).Select(r => ((Lead)r).Name));
        Assert.Null(second.Next);
        Assert.Equal("query.cursor-invalid", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Segments.QueryAsync(other.Id, new RecordQuery("lead") { OrderBy = "name", Filter = "name ne 'L1'", Cursor = first.Next }, Cancellation))).Errors[0].Code);
    }

    private static Segment New(string name, string type = "lead") => new() { RecordType = type, Name = name };
}
