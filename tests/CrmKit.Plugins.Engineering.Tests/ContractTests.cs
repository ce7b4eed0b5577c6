using CrmKit.Contracts;
using CrmKit.Events;
using CrmKit.Records;
using CrmKit.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Engineering;

public sealed class ContractTests : IAsyncDisposable
{
    private static readonly DateOnly Today = new(2026, 3, 28);

    private readonly World _world = new();

    [Fact]
    public async Task Milestones_divide_the_value_to_the_cent_and_retention_stops_at_its_limit()
    {
        var contract = await _world.SignedAsync(100_000.01m, retention: 10, limit: 5, percents: [33.33m, 33.33m, 33.34m]);
        var milestones = await _world.MilestonesAsync(contract);
        Assert.Equal([33_330m, 33_330.01m, 33_340m], milestones.Select(m => m[Milestones.Amount]!.Value));
        Assert.Equal([3_333m, 1_667m, 0m], milestones.Select(m => m[Milestones.Retention]!.Value)); // 5 % of 100,000.01 is 5,000.00
        Assert.All(milestones, m => Assert.Equal(m[Milestones.Amount], m[Milestones.Retention] + m[Milestones.Payable]));
        Assert.Equal((100_000.01m, 0m), (contract[ContractTerms.OriginalAmount], contract[ContractTerms.RetentionHeld]));

        await _world.SetAsync(milestones[0], Milestones.ReachedOn.Key, Today);
        Assert.Equal(3_333m, (await _world.AgainAsync(contract))[ContractTerms.RetentionHeld]);
        Assert.Equal("engineering.reached-in-future", await World.RefusalAsync(() => _world.SetAsync(milestones[1], Milestones.ReachedOn.Key, Today.AddDays(1))));
        Assert.Equal("engineering.milestone-fixed", await World.RefusalAsync(() => _world.SetAsync(milestones[1], Milestones.Percent.Key, 30m)));
        Assert.Equal("engineering.milestone-fixed", await World.RefusalAsync(() => _world.MilestoneAsync(contract, "More", null)));
        Assert.Equal("engineering.milestone-fixed", await World.RefusalAsync(() => _world.Session.Records.DeleteAsync(new RecordRef(Milestones.Type, milestones[2].Id))));
    }

    [Fact]
    public async Task A_contract_is_signed_when_its_milestones_come_to_all_of_its_value()
    {
        var contract = await _world.Session.Records.CreateAsync(new Contract { Name = "Bridge" });
        await _world.MilestoneAsync(contract, "First", 60);
        Assert.Equal("engineering.milestones-over", await World.RefusalAsync(() => _world.MilestoneAsync(contract, "Too much", 40.01m)));
        Assert.Equal("engineering.milestones-open", await World.RefusalAsync(() => _world.MoveAsync(contract, "active")));
        await _world.MilestoneAsync(contract, "Rest", 40);
        Assert.Equal("engineering.value-required", await World.RefusalAsync(() => _world.MoveAsync(contract, "active")));
        await _world.SetAsync(contract, "amount", 500m);
        await _world.MoveAsync(contract, "active");
        Assert.Equal([300m, 200m], (await _world.MilestonesAsync(contract)).Select(m => m[Milestones.Amount]!.Value).OrderDescending());
    }

    [Fact]
    public async Task Retention_is_released_by_the_clock_once_nothing_is_open()
    {
        var contract = await _world.SignedAsync(1_000m, retention: 5, percents: [100]);
        await _world.SetAsync(contract, ContractTerms.DefectsUntilOn.Key, Today.AddDays(10));
        Assert.Equal("engineering.retention-early", await World.RefusalAsync(() => _world.SetAsync(contract, ContractTerms.ReleasedOn.Key, Today)));
        var milestone = (await _world.MilestonesAsync(contract)).Single();
        await _world.SetAsync(milestone, Milestones.ReachedOn.Key, Today);
        Assert.Equal([50m], (await _world.Session.Reports.RunAsync("engineering.retention")).Rows.Select(r => r[3]));

        _world.Host.Clock.Advance(TimeSpan.FromDays(20));
        await _world.SetAsync(contract, ContractTerms.HasOpenDefects.Key, true);
        await RunReleaseAsync();
        Assert.Null((await _world.AgainAsync(contract))[ContractTerms.ReleasedOn]);
        await _world.SetAsync(contract, ContractTerms.HasOpenDefects.Key, false);
        await RunReleaseAsync();
        contract = await _world.AgainAsync(contract);
        Assert.Equal((_world.Session.Today, 0m), (contract[ContractTerms.ReleasedOn]!.Value, contract[ContractTerms.RetentionHeld]!.Value));

        foreach (var (field, value) in new (string, object?)[] { (ContractTerms.ReleasedOn.Key, null), (ContractTerms.RetentionPercent.Key, 1m) })
            Assert.Equal("engineering.contract-closed", await World.RefusalAsync(() => _world.SetAsync(contract, field, value)));
        Assert.Equal("engineering.contract-closed", await World.RefusalAsync(() => _world.ChangeOrderAsync(contract, 10)));
        Assert.Equal("engineering.contract-closed", await World.RefusalAsync(() => _world.SetAsync(milestone, Milestones.ReachedOn.Key, null)));
    }

    [Fact]
    public async Task Change_orders_are_numbered_and_change_the_value_when_they_are_approved()
    {
        var contract = await _world.SignedAsync(1_000m, retention: 10, percents: [50, 50]);
        await _world.SetAsync(contract, "endsOn", new DateOnly(2027, 1, 1));
        var (more, less, no) = (await _world.ChangeOrderAsync(contract, 200, days: 14), await _world.ChangeOrderAsync(contract, -50.55m), await _world.ChangeOrderAsync(contract, 5_000));
        Assert.Equal(["CO-001", "CO-002", "CO-003"], new[] { more, less, no }.Select(c => c.Name));
        foreach (var (order, stage) in new[] { (more, ChangeOrders.Approved), (less, ChangeOrders.Approved), (no, ChangeOrders.Rejected) }) await _world.MoveAsync(order, stage);

        contract = await _world.AgainAsync(contract);
        Assert.Equal((1_149.45m, 1_000m, 149.45m, new DateOnly(2027, 1, 15)), (contract.Amount, contract[ContractTerms.OriginalAmount], contract[ContractTerms.ChangeTotal], contract.EndsOn));
        var milestones = await _world.MilestonesAsync(contract);
        Assert.Equal([("M1", 500m), ("M2", 500m), ("CO-001", 200m), ("CO-002", -50.55m)], milestones.Select(m => (m.Name, m[Milestones.Amount]!.Value)));
        Assert.Equal(114.95m, milestones.Sum(m => m[Milestones.Retention]));
        Assert.Equal([1_000m, 149.45m, 1_149.45m, 0m, 3L], (await _world.Session.Reports.RunAsync("engineering.changes")).Rows.Single().Skip(2).Take(5));
        Assert.Contains(await _world.Session.Records.HistoryAsync(new RecordRef("contract", contract.Id)), h => h.Reason == "Approved: CO-002");

        Assert.Equal("engineering.value-by-change-order", await World.RefusalAsync(() => _world.SetAsync(contract, "amount", 2_000m)));
        Assert.Equal("engineering.value-by-change-order", await World.RefusalAsync(() => _world.SetAsync(contract, ContractTerms.OriginalAmount.Key, 2_000m)));
    }

    [Fact]
    public async Task What_was_decided_stays_decided()
    {
        var contract = await _world.SignedAsync(1_000m);
        var (approved, rejected) = (await _world.ChangeOrderAsync(contract, 200), await _world.ChangeOrderAsync(contract, 300));
        await _world.MoveAsync(approved, ChangeOrders.Approved);
        await _world.MoveAsync(rejected, ChangeOrders.Rejected);
        var reference = new RecordRef(ChangeOrders.Type, approved.Id);
        Assert.Equal("engineering.change-order-decided", await World.RefusalAsync(() => _world.SetAsync(approved, ChangeOrders.Amount.Key, 1m)));
        Assert.Equal("engineering.change-order-decided", await World.RefusalAsync(() => _world.Session.Pipelines.ReopenAsync([reference])));
        Assert.Equal("engineering.change-order-decided", await World.RefusalAsync(() => _world.Session.Records.DeleteAsync(reference)));
        Assert.Equal("engineering.change-order-decided", await World.RefusalAsync(() => _world.SetAsync(rejected, ChangeOrders.Amount.Key, 1m)));
        Assert.Equal(1_200m, (await _world.AgainAsync(contract)).Amount);
    }

    [Fact]
    public async Task Change_orders_need_a_contract_that_is_signed_and_not_ended()
    {
        var draft = await _world.Session.Records.CreateAsync(new Contract { Name = "Draft", Amount = 100 });
        Assert.Equal("engineering.contract-unsigned", await World.RefusalAsync(() => _world.ChangeOrderAsync(draft, 10)));
        await _world.MoveAsync(draft, "terminated", "price");
        Assert.Equal("engineering.contract-closed", await World.RefusalAsync(() => _world.ChangeOrderAsync(draft, 10)));
        var signed = await _world.SignedAsync(100);
        var order = await _world.ChangeOrderAsync(signed, -100.01m);
        Assert.Equal("engineering.value-negative", await World.RefusalAsync(() => _world.MoveAsync(order, ChangeOrders.Approved)));
        Assert.Equal("engineering.change-order-moved", await World.RefusalAsync(async () => await _world.SetAsync(order, ChangeOrders.Contract.Key, (await _world.SignedAsync(100)).Id)));
        Assert.Equal("pipeline.required-field", await World.RefusalAsync(async () => await _world.MoveAsync(await _world.ChangeOrderAsync(signed, null), ChangeOrders.Submitted)));
    }

    [Fact]
    public async Task Numbers_of_deleted_change_orders_are_not_used_again_and_parallel_ones_differ()
    {
        var contract = await _world.SignedAsync(1_000m);
        var first = await _world.ChangeOrderAsync(contract, 1);
        await _world.Session.Records.DeleteAsync(new RecordRef(ChangeOrders.Type, first.Id));
        var made = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            await using var session = _world.Host.OpenSession();
            return await _world.ChangeOrderAsync(contract, 1, session: session);
        })));
        Assert.Equal([2, 3, 4, 5, 6, 7], made.Select(c => c[ChangeOrders.Number]!.Value).Order());
    }

    [Fact]
    public async Task Many_approvals_at_once_lose_no_change()
    {
        var contract = await _world.SignedAsync(1_000m);
        var orders = new List<CustomRecord>();
        for (var i = 0; i < 6; i++) orders.Add(await _world.ChangeOrderAsync(contract, 10));
        var approved = await Task.WhenAll(orders.Select(order => Task.Run(async () =>
        {
            await using var session = _world.Host.OpenSession();
            try
            {
                await session.Pipelines.MoveAsync([new Pipelines.StageMove(new RecordRef(ChangeOrders.Type, order.Id), ChangeOrders.Approved)]);
                return 1;
            }
            catch (CrmConflictException)
            {
                return 0;
            }
        })));
        Assert.Equal(1_000m + (10 * approved.Sum()), (await _world.AgainAsync(contract)).Amount);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private async Task RunReleaseAsync()
    {
        await _world.Host.Services.GetRequiredService<IScheduler>().QueueNowAsync("engineering.release-retention");
        await _world.Host.Services.GetRequiredService<IDispatcher>().DrainAsync();
    }
}
