using CrmKit.Leads;
using CrmKit.Planning;
using CrmKit.Records;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Access;

public sealed class SeeAsTests : IAsyncLifetime
{
    private readonly TestCrm _crm = new(plugin: plugin => plugin
        .Role(new RoleDefinition { Key = "test.keeper", Label = new("Keeper"), Permissions = [new Permission("user", Operations.All, AccessScope.All), new Permission("lead", Operations.Read, AccessScope.Own)], Restrictions = [new FieldRestriction("lead", "phone", CanRead: false, CanWrite: false)] })
        .Role(new RoleDefinition { Key = "test.seller", Label = new("Seller"), Permissions = [new Permission("lead", Operations.Work, AccessScope.Own)], Restrictions = [new FieldRestriction("lead", "email", CanRead: false, CanWrite: false)] }));

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Administrator_sees_what_a_user_would_see_and_it_stands_in_the_security_log()
    {
        var (ann, admin) = (await _crm.AddUserAsync("Ann", "test.seller"), await _crm.AddUserAsync("Ada", "administrator"));
        await OfAsync(ann, new Lead { Name = "Hers", Email = "hers@example.com" });
        await OfAsync(admin, new Lead { Name = "Not hers" });
        await using var session = _crm.OpenSession(admin);
        var seen = await session.Access.SeeAsAsync(ann.Id, new RecordQuery("lead") { Filter = "ownerId eq me()" });
        var lead = Assert.IsType<Lead>(Assert.Single(seen.Page.Items));
        Assert.Equal(("Hers", null, true, 0), (lead.Name, lead.Email, Assert.Single(seen.MayChange), seen.Withheld));
        Assert.Contains("email", seen.Page.HiddenFields);

        var entry = Assert.Single(await _crm.Services.GetRequiredService<ISecurityLog>().ListAsync(session, new SecurityLogQuery(SecurityKinds.SeenAs))).Happened;
        Assert.Equal((ann.Id, admin.Id, "lead"), (entry.UserId, entry.ActorId, entry.Detail));
    }

    [Fact]
    public async Task Looking_as_somebody_else_never_shows_more_than_ones_own_eyes_see()
    {
        var (ann, keeper) = (await _crm.AddUserAsync("Ann", "test.seller"), await _crm.AddUserAsync("Kim", "test.keeper"));
        await OfAsync(ann, new Lead { Name = "Hers", Phone = "+44 20 7946 0018" });
        await using var session = _crm.OpenSession(keeper);
        var seen = await session.Access.SeeAsAsync(ann.Id, new RecordQuery("lead"));
        Assert.Empty(seen.Page.Items);
        Assert.Equal(1, seen.Withheld);
        Assert.Subset(seen.Page.HiddenFields.ToHashSet(), new HashSet<string> { "email", "phone" });
        var refused = await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Access.SeeAsAsync(ann.Id, new RecordQuery("lead") { Filter = "phone startswith '+44'" }));
        Assert.Equal("filter.field-forbidden", refused.Error.Code); // nor guesses it
    }

    [Fact]
    public async Task Only_who_administers_users_looks_as_others_and_only_as_those_who_may_act()
    {
        var (ann, bob) = (await _crm.AddUserAsync("Ann", "test.seller"), await _crm.AddUserAsync("Bob", "sales-manager"));
        await using (var session = _crm.OpenSession(bob))
            Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Access.SeeAsAsync(ann.Id, new RecordQuery("lead")))).Error.Code);
        await using var admin = _crm.OpenSession(await _crm.AddUserAsync("Ada", "administrator"));
        var gone = await _crm.AddAsync(new User { Name = "Gone", Roles = "test.seller", IsActive = false });
        Assert.Equal("access.user-inactive", (await Assert.ThrowsAsync<CrmForbiddenException>(() => admin.Access.SeeAsAsync(gone.Id, new RecordQuery("lead")))).Error.Code);
    }

    private async Task OfAsync(User owner, Lead lead) => await _crm.AddAsync(lead, new InitialState { OwnerId = owner.Id });
}
