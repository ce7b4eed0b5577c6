using CrmKit.Accounts;
using CrmKit.Leads;
using CrmKit.Orders;
using CrmKit.Planning;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.Access;

public sealed class AccessTests
{
    [Fact]
    public async Task Own_team_and_all_decide_what_is_seen_on_every_read()
    {
        await using var crm = new TestCrm(plugin: Roles);
        var (above, below) = (await crm.AddAsync(new Team { Name = "Above" }), (Team?)null);
        below = await crm.AddAsync(new Team { Name = "Below", ParentId = above.Id });
        var (own, lead, all, none) = (await crm.AddUserAsync("Own", "test.own", below.Id), await crm.AddUserAsync("Lead", "test.team", above.Id), await crm.AddUserAsync("All", "test.all"), await crm.AddUserAsync("None", null));
        await crm.AddAsync(new Lead { Name = "own" }, new InitialState { OwnerId = own.Id });
        await crm.AddAsync(new Lead { Name = "lead" }, new InitialState { OwnerId = lead.Id });
        await crm.AddAsync(new Lead { Name = "nobody" });

        async Task<string> Seen(User user)
        {
            await using var session = crm.OpenSession(user);
            return string.Join(",", (await session.Records.ListAsync(new Specification<Lead>(_ => true))).Select(l => l.Name).Order(StringComparer.Ordinal));
        }
        Assert.Equal("own", await Seen(own));
        Assert.Equal("lead,own", await Seen(lead));
        Assert.Equal("lead,nobody,own", await Seen(all));
        Assert.Equal("", await Seen(none));
    }

    [Fact]
    public async Task What_is_hidden_is_not_found_and_what_is_seen_only_is_forbidden()
    {
        await using var crm = new TestCrm(plugin: Roles);
        var (rep, other) = (await crm.AddUserAsync("Rep", "test.own"), await crm.AddUserAsync("Other", "test.own"));
        var hidden = await crm.AddAsync(new Lead { Name = "Hidden" }, new InitialState { OwnerId = other.Id });
        var seen = await crm.AddAsync(new Account { Name = "Seen" });
        await using var session = crm.OpenSession(rep);

        Dictionary<string, object?> name = new() { ["name"] = "Changed" };
        var notFound = await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("lead", hidden.Id), name)));
        var forbidden = await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("account", seen.Id), name)));
        var foreign = await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Records.CreateAsync(new Lead { Name = "For the other" }, new InitialState { OwnerId = other.Id }));

        Assert.Equal(("record.not-found", "access.forbidden", "access.forbidden"), (notFound.Error.Code, forbidden.Error.Code, foreign.Error.Code));
        Assert.Equal(("Hidden", "Seen"), ((await crm.FindAsync<Lead>(hidden.Id))!.Name, (await crm.FindAsync<Account>(seen.Id))!.Name));
    }

    [Fact]
    public async Task A_hidden_record_cannot_be_pointed_at()
    {
        await using var crm = new TestCrm(plugin: p => p.Role(new RoleDefinition
        {
            Key = "test.narrow",
            Label = new("Narrow"),
            Permissions = [new("lead", Operations.Work, AccessScope.Own), new("account", Operations.Work, AccessScope.Own)],
        }));
        var rep = await crm.AddUserAsync("Rep", "test.narrow");
        var foreign = await crm.AddAsync(new Account { Name = "Foreign" });
        await using var session = crm.OpenSession(rep);
        var mine = await session.Records.CreateAsync(new Account { Name = "Mine" });
        await session.Records.CreateAsync(new Lead { Name = "Good", AccountId = mine.Id });
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.CreateAsync(new Lead { Name = "Bad", AccountId = foreign.Id }));
        Assert.Equal("field.reference-missing", refused.Error.Code);
    }

    [Fact]
    public async Task Parts_have_the_rights_of_their_parent()
    {
        await using var crm = new TestCrm(plugin: Roles);
        var (rep, other) = (await crm.AddUserAsync("Rep", "test.own"), await crm.AddUserAsync("Other", "test.own"));
        var mine = await crm.AddAsync(new Order { Name = "Mine" }, new InitialState { OwnerId = rep.Id });
        var foreign = await crm.AddAsync(new Order { Name = "Foreign" }, new InitialState { OwnerId = other.Id });
        var hidden = await crm.AddAsync(new OrderLine { OrderId = foreign.Id, Description = "x", Quantity = 1, UnitPrice = 1 });
        await using var session = crm.OpenSession(rep);

        var line = await session.Records.CreateAsync(new OrderLine { OrderId = mine.Id, Description = "y", Quantity = 1, UnitPrice = 1 });
        Assert.Equal([line.Id], (await session.Records.ListAsync(new Specification<OrderLine>(_ => true))).Select(l => l.Id));
        await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Records.DeleteAsync(new RecordRef("order-line", hidden.Id)));
        await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Records.CreateAsync(new OrderLine { OrderId = foreign.Id, Description = "z", Quantity = 1, UnitPrice = 1 }));

        // An order and its lines in one change set: the line is allowed because the order is.
        var order = new Order { Name = "Both" };
        var both = await session.Records.SaveAsync(new ChangeSet().Create(order).Create(new OrderLine { OrderId = order.Id, Description = "z", Quantity = 1, UnitPrice = 1 }));
        Assert.All(both.Outcomes, o => Assert.True(o.IsSaved));
    }

    [Fact]
    public async Task A_restricted_field_is_hidden_kept_on_whole_updates_and_refused_when_written()
    {
        await using var crm = new TestCrm(plugin: p => p.Role(new RoleDefinition
        {
            Key = "test.blind",
            Label = new("Blind"),
            Permissions = [new("lead", Operations.Work, AccessScope.All)],
            Restrictions = [new("lead", "phone", CanRead: false, CanWrite: false), new("lead", "score", CanRead: true, CanWrite: false)],
        }));
        var blind = await crm.AddUserAsync("Blind", "test.blind");
        var lead = await crm.AddAsync(new Lead { Name = "Ada", Phone = "+44 20 7946 0000", Score = 5 });
        await using var session = crm.OpenSession(blind);

        var seen = await session.Records.GetAsync<Lead>(lead.Id);
        Assert.Null(seen.Phone);
        seen.City = "London";
        Assert.Null((await session.Records.UpdateAsync(seen)).Phone);
        Assert.Equal(("London", "+442079460000"), ((await crm.FindAsync<Lead>(lead.Id))!.City, (await crm.FindAsync<Lead>(lead.Id))!.Phone));

        foreach (var (field, value) in new (string, object)[] { ("phone", "1"), ("score", 6L) })
        {
            var refused = await Assert.ThrowsAsync<CrmForbiddenException>(() =>
                session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("lead", lead.Id), new Dictionary<string, object?> { [field] = value })));
            Assert.Equal(("access.field-forbidden", field), (refused.Error.Code, refused.Error.Field));
        }
        await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Records.CreateAsync(new Lead { Name = "New", Phone = "1" }));
        Assert.NotNull(await session.Records.CreateAsync(new Lead { Name = "New" }));
    }

    [Fact]
    public async Task An_inactive_or_unknown_user_may_do_nothing()
    {
        await using var crm = new TestCrm(plugin: Roles);
        var gone = await crm.AddAsync(new User { Name = "Gone", Roles = "administrator", IsActive = false });
        foreach (var user in new[] { gone, new User { Name = "Never stored" } })
        {
            await using var session = crm.OpenSession(user);
            var read = await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Records.ListAsync(new Specification<Lead>(_ => true)));
            var write = await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Records.CreateAsync(new Lead { Name = "x" }));
            Assert.Equal(("access.user-inactive", "access.user-inactive"), (read.Error.Code, write.Error.Code));
        }
    }

    [Fact]
    public async Task An_explanation_names_the_role_that_decides()
    {
        await using var crm = new TestCrm(plugin: Roles);
        var (rep, admin) = (await crm.AddUserAsync("Rep", "test.own"), await crm.AddUserAsync("Admin", "administrator"));
        var lead = await crm.AddAsync(new Lead { Name = "Of the admin" }, new InitialState { OwnerId = admin.Id });
        await using var session = crm.OpenSession(admin);

        var yes = await session.Access.ExplainAsync(rep.Id, Operations.Update, "lead");
        var foreign = await session.Access.ExplainAsync(rep.Id, Operations.Update, "lead", lead.Id);
        var no = await session.Access.ExplainAsync(rep.Id, Operations.Administer, "lead");
        Assert.Equal((true, AccessScope.Own), (yes.IsAllowed, yes.Scope));
        Assert.Contains("'test.own'", yes.Reason);
        Assert.Equal((false, false), (foreign.IsAllowed, no.IsAllowed));
        Assert.Contains("another owner", foreign.Reason);

        await using var asking = crm.OpenSession(rep);
        await Assert.ThrowsAsync<CrmForbiddenException>(() => asking.Access.ExplainAsync(admin.Id, Operations.Read, "lead"));
        await Assert.ThrowsAsync<CrmNotFoundException>(() => asking.Access.ExplainAsync(null, Operations.Read, "lead", lead.Id));
    }

    private static void Roles(ICrmPluginBuilder plugin)
    {
        foreach (var (key, scope) in new[] { ("test.own", AccessScope.Own), ("test.team", AccessScope.TeamTree), ("test.all", AccessScope.All) })
            plugin.Role(new RoleDefinition
            {
                Key = key,
                Label = new(key),
                Permissions = [new("lead", Operations.Work, scope), new("order", Operations.Work, scope), new("account", Operations.Read, AccessScope.All)],
            });
    }
}
