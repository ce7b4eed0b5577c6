using CrmKit.Access;
using CrmKit.Activities;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Planning;

/// <summary>What users decide about themselves: the zone in which their days begin.</summary>
public sealed class ProfileTests
{
    [Theory]
    [InlineData("UTC", "2026-03-16T23:30:00Z", 0)]
    [InlineData("Pacific/Kiritimati", "2026-03-16T23:30:00Z", 1)] // 14 hours ahead: there it is tomorrow afternoon
    [InlineData("Pacific/Kiritimati", "2026-03-16T09:59:00Z", 0)]
    [InlineData("Pacific/Pago_Pago", "2026-03-16T12:30:00Z", 1)] // 11 hours behind: there it is still the day before
    [InlineData("Pacific/Pago_Pago", "2026-03-16T10:59:00Z", 0)]
    [InlineData("Asia/Shanghai", "2026-03-16T16:00:00Z", 1)]
    public async Task Days_of_filters_begin_where_the_user_is(string zone, string due, int days)
    {
        await using var crm = new TestCrm();
        var user = await crm.AddUserAsync("Ann", "reader");
        await crm.AddAsync(new FollowUp { Subject = "Call", DueAt = DateTimeOffset.Parse(due, System.Globalization.CultureInfo.InvariantCulture) });
        await using var session = crm.OpenSession(user);
        await session.Profile.SetTimeZoneAsync(zone);
        await session.Profile.UseTimeZoneAsync();
        Assert.Equal(zone, session.Zone.Id);
        for (var day = -1; day < 3; day++)
            Assert.Equal((day, day == days), (day, (await session.Records.QueryAsync(new RecordQuery("follow-up") { Filter = $"dueAt ge today({day}) and dueAt lt today({day + 1})" })).Items.Count == 1));
    }

    [Fact]
    public async Task Days_on_which_clocks_change_have_the_hours_that_they_have()
    {
        await using var crm = new TestCrm();
        var user = await crm.AddUserAsync("Ben", "reader");
        foreach (var at in new[] { "2026-03-28T22:59:00Z", "2026-03-28T23:00:00Z", "2026-03-29T21:59:00Z", "2026-03-29T22:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T22:59:00Z", "2026-10-25T23:00:00Z" })
            await crm.AddAsync(new FollowUp { Subject = at, DueAt = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture) });
        await using var session = crm.OpenSession(user);
        await session.Profile.SetTimeZoneAsync("Europe/Berlin");
        await session.Profile.UseTimeZoneAsync();
        Assert.Equal(["2026-03-28T23:00:00Z", "2026-03-29T21:59:00Z"], await OfAsync("2026-03-29", "2026-03-30")); // 23 hours
        Assert.Equal(["2026-10-24T22:00:00Z", "2026-10-25T22:59:00Z"], await OfAsync("2026-10-25", "2026-10-26")); // 25 hours

        async Task<IEnumerable<string?>> OfAsync(string from, string until) =>
            (await session.Records.QueryAsync(new RecordQuery("follow-up") { Filter = $"dueAt ge {from} and dueAt lt {until}", OrderBy = "dueAt" })).Items.Select(i => ((FollowUp)i).Subject);
    }

    [Fact]
    public async Task Who_may_not_change_users_chooses_his_own_zone_and_nothing_else_of_himself()
    {
        await using var crm = new TestCrm();
        var user = await crm.AddUserAsync("Cem", null);
        await using var session = crm.OpenSession(user);
        await session.Profile.SetTimeZoneAsync(" Asia/Tokyo ");
        Assert.Equal("Asia/Tokyo", await session.Profile.TimeZoneAsync());
        Assert.Equal(("Asia/Tokyo", "Cem", null), ((await crm.FindAsync<User>(user.Id))!.TimeZone, (await crm.FindAsync<User>(user.Id))!.Name, (await crm.FindAsync<User>(user.Id))!.Roles));
        Assert.Equal("user.time-zone-unknown", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Profile.SetTimeZoneAsync("Atlantis/Capital"))).Error.Code);
        Assert.Equal("Asia/Tokyo", (await crm.FindAsync<User>(user.Id))!.TimeZone);
        await session.Profile.SetTimeZoneAsync(null);
        Assert.Null((await crm.FindAsync<User>(user.Id))!.TimeZone);
        await using var fresh = crm.OpenSession(user);
        await fresh.Profile.UseTimeZoneAsync();
        Assert.Equal("UTC", fresh.Zone.Id); // the host's
    }

    [Fact]
    public async Task A_key_that_only_reads_the_system_and_who_is_gone_choose_none()
    {
        await using var crm = new TestCrm();
        var user = await crm.AddUserAsync("Dia", "reader");
        await using (var session = crm.Crm.OpenSession(Actor.User(user.Id, KeyScopes.ReadOnly))) await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Profile.SetTimeZoneAsync("Asia/Tokyo"));
        await using (var session = crm.OpenSession())
        {
            await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Profile.SetTimeZoneAsync("Asia/Tokyo"));
            Assert.Null(await session.Profile.TimeZoneAsync());
            await session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("user", user.Id), new Dictionary<string, object?> { ["isActive"] = false }));
        }
        await using var gone = crm.OpenSession(user);
        Assert.Equal("access.user-inactive", (await Assert.ThrowsAsync<CrmForbiddenException>(() => gone.Profile.SetTimeZoneAsync("Asia/Tokyo"))).Error.Code);
        Assert.Null((await crm.FindAsync<User>(user.Id))!.TimeZone);
    }
}
