using CrmKit.Activities;
using CrmKit.Conversions;
using CrmKit.Endpoints;
using CrmKit.Leads;
using CrmKit.Pipelines;
using CrmKit.Records;
using static CrmKit.ChinaSales.PoolWorld;

namespace CrmKit.ChinaSales;

public sealed class PoolTests
{
    [Fact]
    public async Task S53_a_new_lead_goes_into_the_pool_of_its_region_tracking_mode_and_level()
    {
        await using var world = await PoolWorld.NewAsync();
        await world.PoolAsync("rest", more: p => p[Pools.Rank] = 99);
        await world.PoolAsync("north", more: p => (p[Pools.Region], p[Pools.Rank]) = ("华北", 10));
        await world.PoolAsync("north-key-online", more: p => (p[Pools.Region], p[Pools.Level], p[Pools.Tracking], p[Pools.Rank]) = ("华北", Pools.Key, Pools.Online, 1));
        Assert.Equal("rest", (await world.LeadAsync("A")).Pool);
        Assert.Equal("north", (await world.LeadAsync("B", more: l => l.Region = "华北")).Pool);
        Assert.Equal("north-key-online", (await world.LeadAsync("C", more: l => (l.Region, l[Pools.Level], l[Pools.Tracking]) = ("华北", Pools.Key, Pools.Online))).Pool);
        Assert.Equal("north", (await world.LeadAsync("D", more: l => (l.Region, l[Pools.Level], l[Pools.Tracking]) = ("华北", Pools.Key, Pools.Offline))).Pool);
        Assert.Equal("rest", (await world.LeadAsync("E", more: l => (l.Region, l.Pool) = ("华北", "rest"))).Pool);
        Assert.Equal("chinasales.pool-unknown", (await world.RefusalAsync(() => world.LeadAsync("F", more: l => l.Pool = "west"))).Code);
    }

    [Fact]
    public async Task Without_pools_leads_live_as_ever()
    {
        await using var world = await PoolWorld.NewAsync();
        var lead = await world.LeadAsync("A", "ann", l => l.Pool = "own words");
        await world.AssignAsync("boss", "cai", lead);
        await world.DaysPassAsync(400);
        Assert.Equal(world.Users["cai"].Id, (await world.GetAsync(lead)).OwnerId);
        Assert.Empty(await world.HoldingsAsync());
    }

    [Fact]
    public async Task Caps_hold_per_pool_per_day_and_in_all_and_a_batch_over_them_takes_nothing()
    {
        await using var world = await PoolWorld.NewAsync();
        await world.PoolAsync("a", held: 3, perDay: 2);
        await world.PoolAsync("b");
        await world.DoAsync(null, s => s.Settings.SaveAsync("chinasales", new Dictionary<string, object?> { [ChinaSalesSettings.MaxHeldInAll.Key] = 4L }));
        var leads = new List<Lead>();
        for (var i = 0; i < 8; i++) leads.Add(await world.LeadAsync($"Lead {i}", more: l => l.Pool = i < 5 ? "a" : "b"));

        Assert.Equal("chinasales.too-many-today", (await world.RefusalAsync(() => world.ClaimAsync("ann", [.. leads.Take(3)]))).Code);
        Assert.Null((await world.GetAsync(leads[0])).OwnerId);
        await world.ClaimAsync("ann", leads[0], leads[1]);
        Assert.Equal("chinasales.too-many-today", (await world.RefusalAsync(() => world.AssignAsync(null, "ann", leads[2]))).Code);
        await world.DaysPassAsync(1);
        await world.ClaimAsync("ann", leads[2]);
        Assert.Equal("chinasales.too-many-held", (await world.RefusalAsync(() => world.ClaimAsync("ann", leads[3]))).Code);
        await world.ClaimAsync("ann", leads[5]);
        Assert.Equal("chinasales.too-many-held", (await world.RefusalAsync(() => world.ClaimAsync("ann", leads[6]))).Code);
        await world.ClaimAsync("bob", leads[6]);
    }

    [Fact]
    public async Task What_is_closed_takes_no_place_and_takes_one_again_when_it_is_reopened()
    {
        await using var world = await PoolWorld.NewAsync();
        await world.PoolAsync("a", held: 1);
        var (one, two) = (await world.LeadAsync("One"), await world.LeadAsync("Two"));
        await world.ClaimAsync("ann", one);
        await world.DoAsync("ann", s => s.Pipelines.MoveAsync([new StageMove(Ref(one), "disqualified") { LossReason = "price" }]));
        await world.ClaimAsync("ann", two);
        Assert.Equal("chinasales.too-many-held", (await world.RefusalAsync(() => world.DoAsync("ann", s => s.Pipelines.ReopenAsync([Ref(one)])))).Code);
        Assert.NotNull((await world.GetAsync(one)).ClosedAt);
    }

    [Fact]
    public async Task Deleting_and_restoring_is_no_way_around_the_cap()
    {
        await using var world = await PoolWorld.NewAsync();
        await world.PoolAsync("a", held: 1);
        var (one, two) = (await world.LeadAsync("One"), await world.LeadAsync("Two"));
        await world.ClaimAsync("ann", one);
        await world.DoAsync("ann", s => s.Records.DeleteAsync(Ref(one)));
        await world.ClaimAsync("ann", two);
        Assert.Equal("chinasales.too-many-held", (await world.RefusalAsync(() => world.DoAsync("ann", s => s.Records.SaveAsync(new ChangeSet().Restore(Ref(one)))))).Code);
    }

    [Fact]
    public async Task Only_its_team_takes_from_a_pool()
    {
        await using var world = await PoolWorld.NewAsync();
        await world.PoolAsync("north", more: p => p[Pools.Team] = world.North.Id);
        var lead = await world.LeadAsync("A");
        Assert.Equal("chinasales.not-in-team", (await world.RefusalAsync(() => world.ClaimAsync("cai", lead))).Code);
        Assert.Equal("chinasales.not-in-team", (await world.RefusalAsync(() => world.AssignAsync("boss", "cai", lead))).Code);
        await world.ClaimAsync("ann", lead);
    }

    [Fact]
    public async Task A_lead_nobody_follows_up_goes_back_after_its_working_days_and_holidays_do_not_count()
    {
        await using var world = await PoolWorld.NewAsync();
        await world.PoolAsync("a", followUp: 3, coolDown: 10, more: p => p[Pools.Team] = world.North.Id);
        world.Host.Clock.Set(new DateTimeOffset(2026, 9, 29, 2, 0, 0, TimeSpan.Zero)); // 29 and 30 September are worked, then seven days off
        var lead = await world.LeadAsync("A");
        await world.ClaimAsync("ann", lead);
        Assert.Equal(new DateOnly(2026, 10, 9), (await world.HoldingsAsync(lead)).Single()[Holdings.DueOn]); // 30 September, 8 and 9 October
        await world.DaysPassAsync(10);
        Assert.Equal(world.Users["ann"].Id, (await world.GetAsync(lead)).OwnerId);
        await world.DaysPassAsync(1);
        var back = await world.GetAsync(lead);
        Assert.Equal((null, world.North.Id), (back.OwnerId, back.TeamId));
        var stay = (await world.HoldingsAsync(lead)).Single();
        Assert.Equal((true, Holdings.Returned, new DateOnly(2026, 10, 10), new DateOnly(2026, 10, 19)), (stay[Holdings.IsEnded], stay[Holdings.EndReason], stay[Holdings.EndedOn], stay[Holdings.CoolUntil]));
    }

    [Fact]
    public async Task A_call_moves_the_deadline_a_note_and_a_colleagues_call_and_one_too_late_do_not()
    {
        await using var world = await PoolWorld.NewAsync();
        await world.PoolAsync("a", followUp: 3, convert: 8);
        var lead = await world.LeadAsync("A");
        await world.ClaimAsync("ann", lead); // Monday, 7 September: due on the 10th
        async Task<DateOnly?> DueAsync() => (await world.HoldingsAsync(lead)).Single()[Holdings.DueOn];
        Task CallAsync(string user) => world.DoAsync(user, s => s.Records.CreateAsync(new PhoneCall { Subject = "Call", RegardingType = "lead", RegardingId = lead.Id }));
        world.Host.Clock.Advance(TimeSpan.FromDays(1));
        await world.DoAsync("ann", s => s.Records.CreateAsync(new Note { Subject = "Note", RegardingType = "lead", RegardingId = lead.Id }));
        await CallAsync("boss");
        await world.DoAsync("ann", s => s.Records.CreateAsync(new Appointment { Subject = "Planned", StartsAt = s.Now.AddDays(2), RegardingType = "lead", RegardingId = lead.Id }));
        Assert.Equal(new DateOnly(2026, 9, 10), await DueAsync());
        await CallAsync("ann");
        Assert.Equal(new DateOnly(2026, 9, 11), await DueAsync());
        world.Host.Clock.Advance(TimeSpan.FromDays(3));
        await CallAsync("ann"); // Friday: to Wednesday, and never beyond the day by which it must be converted
        Assert.Equal(new DateOnly(2026, 9, 16), await DueAsync());
        world.Host.Clock.Advance(TimeSpan.FromDays(5));
        await CallAsync("ann");
        Assert.Equal(new DateOnly(2026, 9, 17), await DueAsync());
        world.Host.Clock.Advance(TimeSpan.FromDays(2));
        await CallAsync("ann");
        Assert.Equal(new DateOnly(2026, 9, 17), await DueAsync());
        await world.RunJobsAsync();
        Assert.Null((await world.GetAsync(lead)).OwnerId);
    }

    [Fact]
    public async Task Who_gave_a_lead_up_cannot_have_it_back_in_any_way_until_the_cool_down_is_over()
    {
        await using var world = await PoolWorld.NewAsync();
        await world.PoolAsync("a", coolDown: 5);
        var lead = await world.LeadAsync("A");
        await world.ClaimAsync("ann", lead);
        await world.ReleaseAsync("ann", lead);
        Assert.Equal("chinasales.cool-down", (await world.RefusalAsync(() => world.ClaimAsync("ann", lead))).Code);
        Assert.Equal("chinasales.cool-down", (await world.RefusalAsync(() => world.AssignAsync(null, "ann", lead))).Code);
        await world.ClaimAsync("bob", lead);
        Assert.Equal("chinasales.cool-down", (await world.RefusalAsync(() => world.AssignAsync("bob", "ann", lead))).Code); // a friend in between does not help
        await world.DaysPassAsync(4);
        Assert.Equal("chinasales.cool-down", (await world.RefusalAsync(() => world.AssignAsync("bob", "ann", lead))).Code);
        await world.DaysPassAsync(1);
        await world.AssignAsync("bob", "ann", lead);
    }

    [Fact]
    public async Task A_held_lead_stays_in_its_team_and_strangers_and_workflows_cannot_take_it_away()
    {
        await using var world = await PoolWorld.NewAsync();
        await world.PoolAsync("a", followUp: 3, convert: 4);
        var lead = await world.LeadAsync("A");
        await world.ClaimAsync("ann", lead);
        Assert.Equal("assignment.claimed", (await world.RefusalAsync(() => world.ClaimAsync("cai", lead))).Code);
        Assert.Equal("chinasales.other-team", (await world.RefusalAsync(() => world.AssignAsync("ann", "cai", lead))).Code);
        Assert.Equal("chinasales.protected", (await world.RefusalAsync(() => world.ReleaseAsync(null, lead))).Code);
        await world.DaysPassAsync(1);
        await world.AssignAsync("ann", "bob", lead);
        var stays = await world.HoldingsAsync(lead);
        Assert.Equal([Holdings.Transferred, null], stays.Select(s => s[Holdings.EndReason]));
        Assert.Equal(stays[0][Holdings.ConvertBy], stays[1][Holdings.ConvertBy]); // passing it on buys no time
        world.Host.Clock.Advance(TimeSpan.FromDays(4));
        Assert.Equal("chinasales.overdue", (await world.RefusalAsync(() => world.AssignAsync("bob", "boss", lead))).Code);
        Assert.Equal("chinasales.overdue", (await world.RefusalAsync(() => world.DoAsync("bob", s => s.Conversions.ConvertAsync(Ref(lead))))).Code);
    }

    [Theory]
    [InlineData(ChinaSalesSettings.Nobody, "bob", "chinasales.no-transfers")]
    [InlineData(ChinaSalesSettings.Anyone, "cai", null)]
    public async Task Settings_decide_who_may_get_what_is_held(string transfers, string to, string? code)
    {
        await using var world = await PoolWorld.NewAsync();
        await world.PoolAsync("a");
        await world.DoAsync(null, s => s.Settings.SaveAsync("chinasales", new Dictionary<string, object?> { [ChinaSalesSettings.Transfers.Key] = transfers }));
        var lead = await world.LeadAsync("A");
        await world.ClaimAsync("ann", lead);
        if (code is null) await world.AssignAsync("ann", to, lead);
        else Assert.Equal(code, (await world.RefusalAsync(() => world.AssignAsync("ann", to, lead))).Code);
    }

    [Fact]
    public async Task Managers_may_break_protection_and_cool_down_when_the_settings_say_so_but_never_the_caps()
    {
        await using var world = await PoolWorld.NewAsync();
        await world.PoolAsync("a", held: 1, coolDown: 30);
        var (one, two) = (await world.LeadAsync("One"), await world.LeadAsync("Two"));
        await world.ClaimAsync("ann", one);
        Assert.Equal("chinasales.other-team", (await world.RefusalAsync(() => world.AssignAsync("boss", "cai", one))).Code);
        await world.DoAsync(null, s => s.Settings.SaveAsync("chinasales", new Dictionary<string, object?> { [ChinaSalesSettings.ManagersMayOverride.Key] = true }));
        await world.AssignAsync("boss", "cai", one);
        await world.AssignAsync("boss", "ann", one);
        Assert.Equal("chinasales.too-many-held", (await world.RefusalAsync(() => world.AssignAsync("boss", "ann", two))).Code);
        Assert.Equal("chinasales.protected", (await world.RefusalAsync(() => world.ReleaseAsync(null, one))).Code); // the system is no manager
    }

    [Fact]
    public async Task Who_left_protects_nothing()
    {
        await using var world = await PoolWorld.NewAsync();
        await world.PoolAsync("a");
        var lead = await world.LeadAsync("A");
        await world.ClaimAsync("ann", lead);
        await world.DoAsync(null, s => s.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("user", world.Users["ann"].Id), new Dictionary<string, object?> { ["isActive"] = false })));
        await world.DoAsync("boss", s => s.Assignments.TransferAsync(world.Users["ann"].Id, world.Users["cai"].Id));
        Assert.Equal(world.Users["cai"].Id, (await world.GetAsync(lead)).OwnerId);
    }

    [Fact]
    public async Task Nobody_converts_a_lead_that_he_did_not_claim()
    {
        await using var world = await PoolWorld.NewAsync();
        await world.PoolAsync("a");
        var lead = await world.LeadAsync("A", more: l => l.CompanyName = "Acme");
        Assert.Equal("chinasales.claim-first", (await world.RefusalAsync(() => world.DoAsync("boss", s => s.Conversions.ConvertAsync(Ref(lead))))).Code);
        await world.ClaimAsync("ann", lead);
        await world.DoAsync("ann", s => s.Conversions.ConvertAsync(Ref(lead)));
        await world.DaysPassAsync(400);
        Assert.Equal(world.Users["ann"].Id, (await world.GetAsync(lead)).OwnerId); // what is converted does not go back
    }

    [Fact]
    public async Task The_pool_of_a_lead_is_the_managers_business_and_a_move_passes_the_caps_of_the_new_one()
    {
        await using var world = await PoolWorld.NewAsync();
        await world.PoolAsync("a");
        await world.PoolAsync("b", held: 1);
        var (one, two) = (await world.LeadAsync("One", more: l => l.Pool = "a"), await world.LeadAsync("Two", more: l => l.Pool = "b"));
        await world.ClaimAsync("ann", one, two);
        Task MoveAsync(string user, string? pool) => world.DoAsync(user, s => s.Records.SaveAsync(new ChangeSet().Patch(Ref(one), new Dictionary<string, object?> { ["pool"] = pool })));
        Assert.Equal("chinasales.pool-fixed", (await world.RefusalAsync(() => MoveAsync("ann", null))).Code);
        Assert.Equal("chinasales.pool-fixed", (await world.RefusalAsync(() => MoveAsync("ann", "b"))).Code);
        Assert.Equal("chinasales.too-many-held", (await world.RefusalAsync(() => MoveAsync("boss", "b"))).Code);
        await world.ReleaseAsync("ann", two);
        await MoveAsync("boss", "b");
        Assert.Equal("b", (await world.HoldingsAsync(one)).Single()[Holdings.Pool]);
    }

    [Fact]
    public async Task Closing_and_opening_again_does_not_start_the_clock_anew()
    {
        await using var world = await PoolWorld.NewAsync();
        await world.PoolAsync("a", followUp: 3, coolDown: 10);
        var lead = await world.LeadAsync("A");
        await world.ClaimAsync("ann", lead);
        Task CloseAsync() => world.DoAsync("ann", s => s.Pipelines.MoveAsync([new StageMove(Ref(lead), "disqualified") { LossReason = "price" }]));
        await CloseAsync();
        await world.DaysPassAsync(7);
        Assert.Equal(world.Users["ann"].Id, (await world.GetAsync(lead)).OwnerId);
        await world.DoAsync("ann", s => s.Pipelines.ReopenAsync([Ref(lead)]));
        Assert.Equal(new DateOnly(2026, 9, 10), (await world.HoldingsAsync(lead)).Single()[Holdings.DueOn]);
        await CloseAsync();
        await world.DaysPassAsync(10);
        await world.DoAsync("ann", s => s.Pipelines.ReopenAsync([Ref(lead)])); // the customer comes back after a while: a fresh start
        Assert.True((await world.HoldingsAsync(lead)).Single()[Holdings.DueOn] > world.Today);
    }

    [Fact]
    public async Task Stays_are_written_by_the_rules_alone()
    {
        await using var world = await PoolWorld.NewAsync();
        await world.PoolAsync("a", followUp: 3);
        var lead = await world.LeadAsync("A");
        await world.ClaimAsync("ann", lead);
        var stay = (await world.HoldingsAsync(lead)).Single();
        var longer = new ChangeSet().Patch(new RecordRef(Holdings.Type, stay.Id), new Dictionary<string, object?> { [Holdings.DueOn.Key] = new DateOnly(2030, 1, 1) });
        foreach (var actor in new[] { null, "boss" })
        {
            Assert.Equal("chinasales.holding-read-only", (await world.RefusalAsync(() => world.DoAsync(actor, s => s.Records.SaveAsync(longer)))).Code);
            Assert.Equal("chinasales.holding-read-only", (await world.RefusalAsync(() => world.DoAsync(actor, s => s.Records.DeleteAsync(new RecordRef(Holdings.Type, stay.Id))))).Code);
        }
        Assert.Equal("access.forbidden", (await world.RefusalAsync(() => world.DoAsync("ann", s => s.Records.SaveAsync(longer)))).Code);
    }

    [Fact]
    public async Task One_of_many_who_claim_at_once_gets_it_and_one_user_cannot_outrun_his_cap()
    {
        await using var world = await PoolWorld.NewAsync();
        await world.PoolAsync("a", held: 2);
        var leads = new List<Lead>();
        for (var i = 0; i < 6; i++) leads.Add(await world.LeadAsync($"Lead {i}"));
        var takings = leads.SelectMany(l => new[] { "ann", "bob" }, (lead, user) => Task.Run(async () =>
        {
            try
            {
                await world.ClaimAsync(user, lead);
                return 1;
            }
            catch (CrmException)
            {
                return 0;
            }
        }));
        Assert.Equal(4, (await Task.WhenAll(takings)).Sum());
        var owners = new List<string?>();
        foreach (var lead in leads) owners.Add(world.NameOf((await world.GetAsync(lead)).OwnerId));
        Assert.Equal([2, 2], [owners.Count(o => o == "ann"), owners.Count(o => o == "bob")]);
    }

    [Fact]
    public async Task Administrators_add_days_and_reports_and_endpoints_tell_where_one_stands()
    {
        await using var world = await PoolWorld.NewAsync();
        await world.PoolAsync("a", held: 5, followUp: 1);
        await world.DoAsync(null, s => s.Records.CreateAsync(new CustomRecord(CalendarDays.Type, "Company day") { [CalendarDays.Day] = new DateOnly(2026, 9, 8) }));
        var lead = await world.LeadAsync("A");
        await world.ClaimAsync("ann", lead);
        Assert.Equal(new DateOnly(2026, 9, 9), (await world.HoldingsAsync(lead)).Single()[Holdings.DueOn]);
        await world.DoAsync("ann", async s =>
        {
            var mine = (await s.Endpoints.AnswerAsync("chinasales.allowance", new EndpointRequest())).Body!["pools"]![0]!;
            Assert.Equal(("a", 1, 5, 1), ((string)mine["pool"]!, (int)mine["held"]!, (int)mine["mostHeld"]!, (int)mine["takenToday"]!));
            var days = await s.Endpoints.AnswerAsync("chinasales.working-days", new EndpointRequest { Query = new Dictionary<string, string> { ["from"] = "2026-12-30", ["add"] = "5" } });
            Assert.Equal("2027-01-06", (string)days.Body!["day"]!);
            Assert.Contains("2027", (string)days.Body["warning"]!, StringComparison.Ordinal);
            await Assert.ThrowsAsync<CrmForbiddenException>(() => s.Endpoints.AnswerAsync("chinasales.return-due", new EndpointRequest()));
        });
        world.Host.Clock.Advance(TimeSpan.FromDays(3));
        await world.DoAsync("boss", async s =>
        {
            Assert.Equal(["a", 0L, 1L, 1L, 0L], (await s.Reports.RunAsync("chinasales.pools")).Rows.Single());
            Assert.Equal(1, (int)(await s.Endpoints.AnswerAsync("chinasales.return-due", new EndpointRequest())).Body!["returned"]!);
            Assert.Equal(["a", 1L, 0L, 0L, 1L], (await s.Reports.RunAsync("chinasales.pools")).Rows.Single());
        });
    }
}
