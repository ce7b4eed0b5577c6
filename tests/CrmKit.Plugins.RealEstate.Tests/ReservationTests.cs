using CrmKit.Events;
using CrmKit.Pipelines;
using CrmKit.Records;
using CrmKit.Scheduling;
using CrmKit.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.RealEstate;

public sealed class ReservationTests : IAsyncDisposable
{
    private readonly World _world = new();

    [Fact]
    public async Task A_reservation_holds_its_unit_at_the_asking_price_for_two_weeks()
    {
        var unit = await _world.UnitAsync("A-101");
        var reservation = await _world.ReserveAsync(unit);
        Assert.Equal(("A-101", 400_000m, _world.Session.Now.AddDays(14), Reservations.Live), (reservation.Name, reservation[Reservations.Price], reservation[Reservations.ExpiresAt]!.Value, reservation.StageKey));
        Assert.Equal(Units.Reserved, await _world.StatusAsync(unit));
    }

    [Fact]
    public async Task How_long_is_a_setting()
    {
        await _world.Session.Settings.SaveAsync("realestate", new Dictionary<string, object?> { [Reservations.Days.Key] = 3L });
        Assert.Equal(_world.Session.Now.AddDays(3), (await _world.ReserveAsync(await _world.UnitAsync("A-101")))[Reservations.ExpiresAt]);
    }

    [Fact]
    public async Task Of_many_who_reserve_a_unit_at_once_one_wins()
    {
        var unit = await _world.UnitAsync("A-101");
        var refusals = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await using var session = _world.Host.OpenSession();
            try
            {
                await _world.ReserveAsync(unit, session: session);
                return null;
            }
            catch (CrmException refused)
            {
                return refused.Error.Code;
            }
        })));
        Assert.Equal(1, refusals.Count(r => r is null));
        Assert.All(refusals.OfType<string>(), code => Assert.True(code is "realestate.unit-reserved" or "record.conflict", code));
        Assert.Equal(1, await _world.Session.Records.CountAsync(new Specification<CustomRecord>().OfType(Reservations.Type)));
    }

    [Fact]
    public async Task Two_of_one_batch_cannot_have_one_unit()
    {
        var unit = await _world.UnitAsync("A-101");
        var changes = new ChangeSet { AllOrNothing = false };
        for (var i = 0; i < 2; i++) changes.Create(new CustomRecord(Reservations.Type, $"Buyer {i}") { [Reservations.Unit] = unit.Id });
        var outcomes = (await _world.Session.Records.SaveAsync(changes)).Outcomes;
        Assert.Equal([null, "realestate.unit-reserved"], outcomes.Select(o => o.Errors is [var first, ..] ? first.Code : null));
    }

    [Theory]
    [InlineData(Units.Draft)]
    [InlineData(Units.Sold)]
    [InlineData(Units.HandedOver)]
    [InlineData(Units.Withdrawn)]
    public async Task A_unit_off_the_market_cannot_be_reserved(string status)
    {
        var unit = await _world.UnitAsync("A-101", status: status);
        Assert.Equal("realestate.unit-unavailable", await World.RefusalAsync(() => _world.ReserveAsync(unit)));
        Assert.Equal(status, await _world.StatusAsync(unit));
    }

    [Fact]
    public async Task Its_time_over_a_reservation_is_ended_by_the_clock()
    {
        var (first, second) = (await _world.UnitAsync("A-101"), await _world.UnitAsync("A-102"));
        var now = _world.Session.Now;
        var (soon, later) = (await _world.ReserveAsync(first, now.AddHours(1)), await _world.ReserveAsync(second, now.AddDays(1)));
        await RunJobsAsync();
        Assert.Equal(Reservations.Live, (await _world.AgainAsync(soon)).StageKey);

        _world.Host.Clock.Advance(TimeSpan.FromHours(2));
        await RunJobsAsync();
        Assert.Equal((Reservations.Expired, Units.Available), ((await _world.AgainAsync(soon)).StageKey, await _world.StatusAsync(first)));
        Assert.Equal((Reservations.Live, Units.Reserved), ((await _world.AgainAsync(later)).StageKey, await _world.StatusAsync(second)));
    }

    [Fact]
    public async Task Who_wants_a_unit_need_not_wait_for_the_job_to_end_a_lapsed_reservation()
    {
        var unit = await _world.UnitAsync("A-101");
        var lapsed = await _world.ReserveAsync(unit, _world.Session.Now.AddHours(1));
        _world.Host.Clock.Advance(TimeSpan.FromHours(2));
        var next = await _world.ReserveAsync(unit);
        Assert.Equal((Reservations.Expired, Reservations.Live, Units.Reserved), ((await _world.AgainAsync(lapsed)).StageKey, next.StageKey, await _world.StatusAsync(unit)));
    }

    [Fact]
    public async Task A_reservation_that_would_be_over_cannot_begin()
    {
        var unit = await _world.UnitAsync("A-101");
        Assert.Equal("realestate.expiry-past", await World.RefusalAsync(() => _world.ReserveAsync(unit, _world.Session.Now.AddMinutes(-1))));
        var reservation = await _world.ReserveAsync(unit, _world.Session.Now.AddHours(1));
        _world.Host.Clock.Advance(TimeSpan.FromHours(2));
        await RunJobsAsync();
        Assert.Equal("realestate.expiry-past", await World.RefusalAsync(() => _world.Session.Pipelines.ReopenAsync([new RecordRef(Reservations.Type, reservation.Id)])));
    }

    [Fact]
    public async Task A_cancelled_reservation_frees_its_unit_and_so_does_a_deleted_one()
    {
        var unit = await _world.UnitAsync("A-101");
        await _world.MoveAsync(await _world.ReserveAsync(unit), Reservations.Cancelled);
        Assert.Equal(Units.Available, await _world.StatusAsync(unit));

        var second = await _world.ReserveAsync(unit);
        await _world.Session.Records.DeleteAsync(new RecordRef(Reservations.Type, second.Id));
        Assert.Equal(Units.Available, await _world.StatusAsync(unit));
        var third = await _world.ReserveAsync(unit);
        Assert.Equal("realestate.unit-reserved", await World.RefusalAsync(() => _world.Session.Records.SaveAsync(new ChangeSet().Restore(new RecordRef(Reservations.Type, second.Id)))));
        Assert.Equal(Reservations.Live, (await _world.AgainAsync(third)).StageKey);
    }

    [Fact]
    public async Task The_status_of_a_unit_cannot_be_set_past_its_reservation()
    {
        var unit = await _world.UnitAsync("A-101");
        Assert.Equal("realestate.reservation-required", await World.RefusalAsync(() => _world.SetAsync(unit, Units.Status.Key, Units.Reserved)));
        await _world.ReserveAsync(unit);
        Assert.Equal("realestate.unit-held", await World.RefusalAsync(() => _world.SetAsync(unit, Units.Status.Key, Units.Available)));
        Assert.Equal("realestate.unit-held", await World.RefusalAsync(() => _world.Session.Records.DeleteAsync(new RecordRef(Units.Type, unit.Id))));
        Assert.Equal(Units.Reserved, await _world.StatusAsync(unit));
    }

    [Fact]
    public async Task Prices_stay_while_a_unit_is_held()
    {
        var unit = await _world.UnitAsync("A-101");
        var reservation = await _world.ReserveAsync(unit);
        Assert.Equal("realestate.price-held", await World.RefusalAsync(() => _world.SetAsync(unit, Units.AskingPrice.Key, 450_000m)));
        Assert.Equal("realestate.reservation-fixed", await World.RefusalAsync(() => _world.SetAsync(reservation, Reservations.Price.Key, 390_000m)));
        await _world.MoveAsync(reservation, Reservations.Cancelled);
        await _world.SetAsync(unit, Units.AskingPrice.Key, 450_000m);
        Assert.Equal(450_000m, (await _world.AgainAsync(unit))[Units.AskingPrice]);
        Assert.Equal(400_000m, (await _world.AgainAsync(reservation))[Reservations.Price]);
    }

    [Fact]
    public async Task An_agent_ends_his_own_reservations_and_sees_all()
    {
        var (ann, bob) = (await _world.Host.AddUserAsync("Ann", "realestate.agent"), await _world.Host.AddUserAsync("Bob", "realestate.agent"));
        var unit = await _world.UnitAsync("A-101");
        await using var hers = _world.Host.OpenSession(ann);
        await using var his = _world.Host.OpenSession(bob);
        var reservation = await _world.ReserveAsync(unit, session: hers);
        var end = new StageMove(new RecordRef(Reservations.Type, reservation.Id), Reservations.Cancelled);
        Assert.Equal("access.forbidden", await World.RefusalAsync(() => his.Pipelines.MoveAsync([end])));
        Assert.Single((await his.Reports.RunAsync("realestate.reservations")).Rows);
        await hers.Pipelines.MoveAsync([end]);
        Assert.Equal(Units.Available, await _world.StatusAsync(unit));
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private async Task RunJobsAsync()
    {
        await _world.Host.Services.GetRequiredService<IScheduler>().QueueNowAsync("realestate.expire-reservations");
        await _world.Host.Services.GetRequiredService<IDispatcher>().DrainAsync();
    }
}
