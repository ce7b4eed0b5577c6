using CrmKit.Records;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Access;

public sealed class SecurityLogTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();

    private SecurityLog Log => _crm.Services.GetRequiredService<SecurityLog>();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Entries_are_kept_for_their_time_and_read_by_administrators_alone()
    {
        var rep = await _crm.AddUserAsync("Rep", "sales-rep");
        await using var session = _crm.OpenSession();
        Log.Write(new SecurityEvent("old") { UserId = rep.Id });
        await Log.FlushAsync(TestContext.Current.CancellationToken);
        _crm.Clock.Advance(TimeSpan.FromDays(2));
        Log.Write(new SecurityEvent("new") { UserId = rep.Id });
        Assert.Equal(["new", "old"], (await Log.ListAsync(session, new SecurityLogQuery(UserId: rep.Id))).Select(e => e.Happened.Kind).Where(k => k is "old" or "new"));
        await Log.RemoveAsync(session.TenantId, _crm.Clock.Now.AddDays(-1), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(await Log.ListAsync(session, new SecurityLogQuery()), e => e.Happened.Kind == "old");

        await using var his = _crm.OpenSession(rep);
        Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => Log.ListAsync(his, new SecurityLogQuery()))).Error.Code);
        Assert.Equal("security-log.limit", (await Assert.ThrowsAsync<CrmValidationException>(() => Log.ListAsync(session, new SecurityLogQuery(Limit: 0)))).Errors[0].Code);
    }

    [Fact]
    public async Task What_comes_faster_than_it_is_stored_is_counted()
    {
        await _crm.Crm.InitializeAsync(TestContext.Current.CancellationToken);
        await using var session = _crm.OpenSession();
        for (var i = 0; i < 10_050; i++) Log.Write(new SecurityEvent("flood"));
        await Log.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Contains("50 events", Assert.Single(await Log.ListAsync(session, new SecurityLogQuery("overflow"))).Happened.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_of_rights_are_noted_with_the_change_and_not_without()
    {
        var user = await _crm.AddUserAsync("Li", "reader");
        await using var session = _crm.OpenSession();
        await using (await session.BeginAsync()) await session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("user", user.Id), new Dictionary<string, object?> { ["roles"] = "administrator" })); // and rolled back
        Assert.DoesNotContain(await RightsAsync(), d => d.StartsWith("changed", StringComparison.Ordinal));
        await session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("user", user.Id), new Dictionary<string, object?> { ["roles"] = "sales-rep", ["phone"] = "1" }));
        await session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("user", user.Id), new Dictionary<string, object?> { ["jobTitle"] = "Rep" }));
        Assert.Equal(["changed: roles", "created: reader"], await RightsAsync());

        async Task<List<string>> RightsAsync()
        {
            await using var reading = _crm.OpenSession();
            return [.. (await Log.ListAsync(reading, new SecurityLogQuery(SecurityKinds.RightsChanged, user.Id))).Select(e => e.Happened.Detail!)];
        }
    }
}
