using CrmKit.Sessions;

namespace CrmKit.Dashboards;

public sealed class DashboardTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dashboard_is_kept_in_its_order_for_one_person_alone()
    {
        await using var crm = new TestCrm();
        var (ada, bob) = (await crm.AddUserAsync("Ada", "sales-rep"), await crm.AddUserAsync("Bob", "administrator"));
        await using var adas = crm.OpenSession(ada);
        Assert.Empty((await adas.Dashboards.GetAsync(Cancellation)).Tiles);
        var kept = await adas.Dashboards.SaveAsync(new Dashboard { Tiles = [new() { Report = "funnel", Name = " My funnel " }, new() { Report = "winrate", Parameters = new Dictionary<string, string> { ["period"] = "this-month" } }] }, Cancellation);
        Assert.Equal(1, kept.Version);
        kept = await adas.Dashboards.SaveAsync(kept with { Tiles = [kept.Tiles[1], kept.Tiles[0]] }, Cancellation);

        await using var later = crm.OpenSession(ada);
        var read = await later.Dashboards.GetAsync(Cancellation);
        Assert.Equal((2, "winrate", "this-month", "My funnel"), (read.Version, read.Tiles[0].Report, read.Tiles[0].Parameters["period"], read.Tiles[1].Name));
        Assert.DoesNotContain(Guid.Empty, read.Tiles.Select(t => t.Id));
        await using var bobs = crm.OpenSession(bob);
        Assert.Empty((await bobs.Dashboards.GetAsync(Cancellation)).Tiles);
    }

    [Fact]
    public async Task Change_made_in_another_window_is_not_lost()
    {
        await using var crm = new TestCrm();
        var ada = await crm.AddUserAsync("Ada", "sales-rep");
        await using var session = crm.OpenSession(ada);
        var first = await session.Dashboards.GetAsync(Cancellation);
        await session.Dashboards.SaveAsync(first with { Tiles = [new() { Report = "funnel" }] }, Cancellation);
        var refused = await Assert.ThrowsAsync<CrmConflictException>(() => session.Dashboards.SaveAsync(first with { Tiles = [new() { Report = "cycle" }] }, Cancellation));
        Assert.Equal("dashboard.conflict", refused.Errors[0].Code);
        Assert.Equal("funnel", Assert.Single((await session.Dashboards.GetAsync(Cancellation)).Tiles).Report);
    }

    [Fact]
    public async Task What_no_dashboard_can_hold_is_refused()
    {
        await using var crm = new TestCrm();
        var ada = await crm.AddUserAsync("Ada", "sales-rep");
        await using var session = crm.OpenSession(ada);
        DashboardTile Tile() => new() { Report = "funnel" };
        var id = Guid.NewGuid();
        foreach (var (code, tiles) in new (string, DashboardTile[])[]
        {
            ("report.unknown", [Tile() with { Report = "none" }]),
            ("dashboard.limit", [.. Enumerable.Range(0, 25).Select(_ => Tile())]),
            ("dashboard.tile", [Tile() with { Name = new string('n', 101) }]),
            ("dashboard.tile", [Tile() with { Parameters = Enumerable.Range(0, 21).ToDictionary(i => $"p{i}", _ => "") }]),
            ("dashboard.tile", [Tile() with { Parameters = new Dictionary<string, string> { ["filter"] = new('f', 4001) } }]),
            ("dashboard.tile", [Tile() with { Id = id }, Tile() with { Id = id }]),
        })
            Assert.Equal(code, (await Assert.ThrowsAnyAsync<CrmException>(() => session.Dashboards.SaveAsync(new Dashboard { Tiles = tiles }, Cancellation))).Errors[0].Code);
        Assert.Equal(0, (await session.Dashboards.GetAsync(Cancellation)).Version);
        await using var system = crm.OpenSession();
        Assert.Equal("dashboard.user", (await Assert.ThrowsAsync<CrmForbiddenException>(() => system.Dashboards.GetAsync(Cancellation))).Errors[0].Code);
    }
}
