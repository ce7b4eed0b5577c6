using CrmKit.Planning;
using CrmKit.Records;

namespace CrmKit.Access;

public sealed class LastAdministratorTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Last_administrator_keeps_role_and_account()
    {
        var admin = await _crm.AddUserAsync("Root", "administrator");
        await _crm.AddUserAsync("Li", "sales-manager");
        await _crm.AddAsync(new User { Name = "Gone", Roles = "administrator", IsActive = false });
        await Refused(new ChangeSet().Patch(Ref(admin), Values("roles", "reader")));
        await Refused(new ChangeSet().Patch(Ref(admin), Values("roles", null)));
        await Refused(new ChangeSet().Patch(Ref(admin), Values("isActive", false)));
        await Refused(new ChangeSet().Delete(Ref(admin)));
        var now = (await _crm.FindAsync<User>(admin.Id))!;
        Assert.Equal(("administrator", true, 1), (now.Roles, now.IsActive, now.Version));
    }

    [Fact]
    public async Task One_of_two_may_go_but_not_both_at_once()
    {
        var (first, second) = (await _crm.AddUserAsync("A", "administrator"), await _crm.AddUserAsync("B", "administrator"));
        await Refused(new ChangeSet().Delete(Ref(first)).Delete(Ref(second)));
        await using var session = _crm.OpenSession();
        await session.Records.SaveAsync(new ChangeSet().Delete(Ref(first)));
        await Refused(new ChangeSet().Delete(Ref(second)));
        await session.Records.SaveAsync(new ChangeSet().Create(new User { Name = "C", Roles = "administrator" }).Delete(Ref(second)));
        Assert.Null(await _crm.FindAsync<User>(second.Id));
    }

    [Fact]
    public async Task Other_values_of_the_last_administrator_change_freely()
    {
        var admin = await _crm.AddUserAsync("Root", "administrator");
        await using var session = _crm.OpenSession();
        await session.Records.SaveAsync(new ChangeSet().Patch(Ref(admin), new Dictionary<string, object?> { ["jobTitle"] = "CTO", ["roles"] = "administrator,reader" }));
        Assert.Equal("administrator,reader", (await _crm.FindAsync<User>(admin.Id))!.Roles);
    }

    private async Task Refused(ChangeSet changes)
    {
        await using var session = _crm.OpenSession();
        Assert.Equal("user.last-administrator", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Records.SaveAsync(changes))).Error.Code);
    }

    private static Dictionary<string, object?> Values(string key, object? value) => new() { [key] = value };

    private static RecordRef Ref(User user) => new("user", user.Id);
}
