using CrmKit.Actions;
using CrmKit.Activities;
using CrmKit.Fields;
using CrmKit.Records;

namespace CrmKit.RealEstate;

public sealed class ActionTests : IAsyncDisposable
{
    private readonly World _world = new();

    [Fact]
    public async Task Prices_of_units_on_the_market_change_by_a_percentage_to_round_thousands()
    {
        var (free, draft, reserved) = (await _world.UnitAsync("Free", 401_500), await _world.UnitAsync("Draft", status: Units.Draft), await _world.UnitAsync("Reserved"));
        await _world.ReserveAsync(reserved);
        var result = await RunAsync("realestate.reprice", Units.Type, [free, draft, reserved], ("percent", -10m));
        Assert.Equal(free.Id, Assert.Single(result.Changed).Id);
        Assert.Equal(["realestate.not-on-market", "realestate.not-on-market"], result.Refused.Select(e => e.Code));
        Assert.Equal(361_000m, (await _world.AgainAsync(free))[Units.AskingPrice]);
        Assert.Equal("field.range", await World.RefusalAsync(() => RunAsync("realestate.reprice", Units.Type, [free], ("percent", -80m))));
    }

    [Fact]
    public async Task Units_are_taken_from_the_market_but_not_from_under_a_reservation()
    {
        var (free, reserved) = (await _world.UnitAsync("Free"), await _world.UnitAsync("Reserved"));
        await _world.ReserveAsync(reserved);
        var result = await RunAsync("realestate.withdraw", Units.Type, [free, reserved]);
        Assert.Equal("realestate.unit-held", Assert.Single(result.Refused).Code);
        Assert.Equal((Units.Withdrawn, Units.Reserved), (await _world.StatusAsync(free), await _world.StatusAsync(reserved)));
    }

    [Fact]
    public async Task Viewings_of_deals_are_planned_one_after_the_other()
    {
        var unit = await _world.UnitAsync("Flat");
        var (one, two, none) = (await _world.SaleAsync("One", unit), await _world.SaleAsync("Two", unit), await _world.SaleAsync("None"));
        var result = await RunAsync("realestate.plan-viewing", "opportunity", [one, two, none], ("starts", new DateTimeOffset(2026, 4, 1, 10, 0, 0, TimeSpan.Zero)), ("minutes", 45L));
        Assert.Equal("realestate.deal-without-unit", Assert.Single(result.Refused).Code);
        var viewings = await _world.Session.Records.GetManyAsync("appointment", [.. result.Shown.Select(s => s.Id)]);
        Assert.Equal(["10:00 10:45", "10:45 11:30"], viewings.Cast<Appointment>().Select(v => $"{v.StartsAt:HH:mm} {v.EndsAt:HH:mm}").Order());
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private Task<RecordActionResult> RunAsync(string action, string type, IEnumerable<CrmKit.Records.Record> records, params (string Key, object Value)[] inputs) => _world.Session.Actions.RunAsync(
        new RecordActionRequest(action, type, [.. records.Select(r => r.Id)]) { Inputs = CustomValues.Empty.With(inputs.Select(i => KeyValuePair.Create(i.Key, (object?)i.Value))) });
}
