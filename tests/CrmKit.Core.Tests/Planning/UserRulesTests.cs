using CrmKit.Records;

namespace CrmKit.Planning;

public sealed class UserRulesTests
{
    [Fact]
    public async Task Roles_are_known_and_written_in_one_form()
    {
        await using var crm = new TestCrm();
        Assert.Equal("sales-rep,reader", (await crm.AddAsync(new User { Name = "Li", Roles = " Sales-Rep ; reader,sales-rep" })).Roles);
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => crm.AddAsync(new User { Name = "Bo", Roles = "king" }));
        Assert.Equal("user.role-unknown", refused.Error.Code);
        Assert.Equal("user.time-zone-unknown", (await Assert.ThrowsAsync<CrmValidationException>(() => crm.AddAsync(new User { Name = "Bo", TimeZone = "Mars/Base" }))).Error.Code);
    }

    [Fact]
    public async Task Nobody_reports_to_himself_and_no_team_belongs_to_itself()
    {
        await using var crm = new TestCrm();
        await using var session = crm.OpenSession();
        var boss = await crm.AddUserAsync("Boss", null);
        var clerk = await crm.AddAsync(new User { Name = "Clerk", ManagerId = boss.Id });
        boss.ManagerId = clerk.Id;
        Assert.Equal("user.manager-cycle", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.UpdateAsync(boss))).Error.Code);

        var team = await crm.AddAsync(new Team { Name = "North" });
        team.ParentId = team.Id;
        Assert.Equal("team.hierarchy-cycle", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.UpdateAsync(team))).Error.Code);
    }

    [Fact]
    public async Task A_sales_representative_cannot_give_himself_rights()
    {
        await using var crm = new TestCrm();
        var user = await crm.AddUserAsync("Li", "sales-rep");
        await using var session = crm.OpenSession(user);
        user.Roles = "administrator";
        await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Records.UpdateAsync(user));
        Assert.Equal("sales-rep", (await crm.FindAsync<User>(user.Id))!.Roles);
    }
}
