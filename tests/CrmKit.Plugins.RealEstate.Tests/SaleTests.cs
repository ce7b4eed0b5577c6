using CrmKit.Contracts;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Records;

namespace CrmKit.RealEstate;

public sealed class SaleTests : IAsyncDisposable
{
    private readonly World _world = new();

    [Fact]
    public async Task From_the_lead_to_the_keys_the_unit_follows_and_the_order_has_instalments()
    {
        var plan = await PlanAsync(("Deposit", 10, 0), ("Foundation", 33.33m, 90), ("Keys", 56.67m, 400));
        var unit = await _world.UnitAsync("Riverside 12");
        var lead = await _world.Session.Records.CreateAsync(new Lead { Name = "Wang Fang", Email = "fang@example.org", [Searches.Budget] = 450_000, [Searches.Unit] = unit.Id });
        var sale = await _world.ConvertAsync<Opportunity>("lead", lead.Id);
        Assert.Equal((Sale.Key, 450_000m), (sale.PipelineKey, sale.Amount));

        await _world.SetAsync(sale, Searches.AgreedPrice.Key, 430_000.01m);
        await _world.MoveAsync(sale, Sale.Reservation);
        Assert.Equal(Units.Reserved, await _world.StatusAsync(unit));
        Assert.Equal(430_000.01m, Assert.Single(await ReservationsAsync())[Reservations.Price]);
        await _world.MoveAsync(sale, Sale.Notary);
        await _world.MoveAsync(sale, Sale.Signed);
        Assert.Equal((Units.Sold, Reservations.Fulfilled), (await _world.StatusAsync(unit), Assert.Single(await ReservationsAsync()).StageKey));

        var contract = await _world.ConvertAsync<Contract>("opportunity", sale.Id);
        Assert.Equal((430_000.01m, unit.Id), (contract.Amount, contract[Searches.Unit]!.Value));
        await _world.MoveAsync(contract, "active");
        var order = await _world.ConvertAsync<Order>("contract", contract.Id);
        order = await _world.Session.Records.GetAsync<Order>(order.Id);
        Assert.Equal(430_000.01m, order.Total);
        await _world.SetAsync(order, PaymentPlans.Plan.Key, plan.Id);
        var items = await ItemsAsync(order);
        Assert.Equal([43_000m, 143_319m, 243_681.01m], items.Select(i => i.Amount!.Value));
        Assert.Equal([0, 90, 400], items.Select(i => i.DueOn!.Value.DayNumber - order.OrderedOn!.Value.DayNumber));

        await _world.MoveAsync(order, "delivered");
        Assert.Equal(Units.HandedOver, await _world.StatusAsync(unit));
    }

    [Fact]
    public async Task Another_buyer_gets_the_unit_only_when_the_first_steps_back()
    {
        var unit = await _world.UnitAsync("Flat");
        var (first, second) = (await _world.SaleAsync("First", unit, 390_000), await _world.SaleAsync("Second", unit, 395_000));
        await _world.MoveAsync(second, Sale.Offer);
        await _world.MoveAsync(first, Sale.Reservation);
        Assert.Equal("realestate.unit-reserved", await World.RefusalAsync(() => _world.MoveAsync(second, Sale.Reservation)));
        Assert.Equal(Sale.Offer, (await _world.Session.Records.GetAsync<Opportunity>(second.Id)).StageKey);

        await _world.MoveAsync(first, Sale.Withdrawn, "price");
        Assert.Equal(Units.Available, await _world.StatusAsync(unit));
        await _world.MoveAsync(second, Sale.Signed);
        Assert.Equal(Units.Sold, await _world.StatusAsync(unit));
        Assert.Equal("realestate.unit-unavailable", await World.RefusalAsync(() => _world.Session.Pipelines.ReopenAsync([new RecordRef("opportunity", first.Id)])));
    }

    [Fact]
    public async Task A_reservation_from_before_the_sale_is_given_to_it_at_its_price()
    {
        var unit = await _world.UnitAsync("Flat");
        var reservation = await _world.ReserveAsync(unit);
        var sale = await _world.SaleAsync("Sale", unit, 390_000);
        Assert.Equal("realestate.unit-reserved", await World.RefusalAsync(() => _world.MoveAsync(sale, Sale.Reservation)));
        await _world.SetAsync(reservation, Reservations.Sale.Key, sale.Id);
        Assert.Equal("realestate.reservation-fixed", await World.RefusalAsync(() => _world.SetAsync(reservation, Reservations.Sale.Key, null)));
        Assert.Equal("realestate.reservation-fixed", await World.RefusalAsync(() => _world.MoveAsync(sale, Sale.Reservation)));
        await _world.SetAsync(sale, Searches.AgreedPrice.Key, 400_000m);
        await _world.MoveAsync(sale, Sale.Signed);
        Assert.Equal((Units.Sold, 1), (await _world.StatusAsync(unit), (await ReservationsAsync()).Count));
        Assert.Equal("realestate.unit-sold", await World.RefusalAsync(() => _world.SetAsync(unit, Units.Status.Key, Units.Available)));
    }

    [Fact]
    public async Task Unit_and_price_of_a_reserved_sale_stay_and_a_step_back_frees_both()
    {
        var (unit, other) = (await _world.UnitAsync("Flat"), await _world.UnitAsync("Other"));
        var sale = await _world.SaleAsync("Sale", unit, 390_000);
        await _world.MoveAsync(sale, Sale.Reservation);
        Assert.Equal("realestate.reservation-fixed", await World.RefusalAsync(() => _world.SetAsync(sale, Searches.AgreedPrice.Key, 380_000m)));
        Assert.Equal("realestate.reservation-fixed", await World.RefusalAsync(() => _world.SetAsync(sale, Searches.Unit.Key, other.Id)));
        await _world.MoveAsync(sale, Sale.Offer);
        await _world.SetAsync(sale, Searches.AgreedPrice.Key, 380_000m);
        Assert.Equal(Units.Available, await _world.StatusAsync(unit));
        await _world.MoveAsync(sale, Sale.Reservation);
        Assert.Equal(380_000m, (await ReservationsAsync()).Single(r => r.StageKey == Reservations.Live)[Reservations.Price]);
    }

    [Fact]
    public async Task A_terminated_contract_and_a_reopened_sale_give_the_unit_back()
    {
        var unit = await _world.UnitAsync("Flat");
        var sale = await _world.SaleAsync("Sale", unit, 390_000);
        await _world.MoveAsync(sale, Sale.Signed);
        await _world.Session.Pipelines.ReopenAsync([new RecordRef("opportunity", sale.Id)]);
        Assert.Equal(Units.Available, await _world.StatusAsync(unit));

        await _world.MoveAsync(sale, Sale.Signed);
        var contract = await _world.ConvertAsync<Contract>("opportunity", sale.Id);
        await _world.MoveAsync(contract, "terminated", "price");
        Assert.Equal(Units.Available, await _world.StatusAsync(unit));
    }

    [Fact]
    public async Task Instalments_follow_the_total_and_leave_what_was_paid()
    {
        var plan = await PlanAsync(("First", 33.33m, 0), ("Second", 33.33m, 30), ("Third", 33.34m, 60));
        var order = await OrderAsync(1_000m, plan);
        var items = await ItemsAsync(order);
        Assert.Equal([333.30m, 333.30m, 333.40m], items.Select(i => i.Amount!.Value));

        await _world.Session.Records.CreateAsync(new Payment { OrderId = order.Id, PaymentPlanItemId = items[0].Id, Amount = 333.30m });
        var line = (await _world.Session.Records.ListAsync(new Specification<OrderLine>(l => l.OrderId == order.Id))).Single();
        await _world.SetAsync(line, "unitPrice", 1_100.01m);
        items = await ItemsAsync(order);
        Assert.Equal([333.30m, 383.30m, 383.41m], items.Select(i => i.Amount!.Value));
        Assert.Equal((await _world.Session.Records.GetAsync<Order>(order.Id)).Total, items.Sum(i => i.Amount));

        Assert.Equal("realestate.plan-total", await World.RefusalAsync(() => _world.SetAsync(line, "unitPrice", 300m)));
        Assert.Equal("realestate.plan-paid", await World.RefusalAsync(async () => await _world.SetAsync(order, PaymentPlans.Plan.Key, (await PlanAsync(("All", 100, 0))).Id)));
        Assert.Equal(1_100.01m, (await _world.Session.Records.GetAsync<Order>(order.Id)).Total);
    }

    [Fact]
    public async Task A_plan_that_does_not_come_to_the_whole_makes_no_instalments()
    {
        var plan = await PlanAsync(("Deposit", 10, 0), ("Rest", 89.99m, 30));
        Assert.Equal("realestate.plan-percent", await World.RefusalAsync(() => OrderAsync(1_000m, plan)));
        Assert.Equal(0, await _world.Session.Records.CountAsync(new Specification<PaymentPlanItem>()));
    }

    [Fact]
    public async Task Commission_is_divided_to_the_cent_and_never_more_than_once()
    {
        var unit = await _world.UnitAsync("Flat");
        var sale = await _world.SaleAsync("Sale", unit, 333_333.33m);
        await _world.SetAsync(sale, Commissions.Percent.Key, 3.57m);
        var agents = new List<Guid>();
        foreach (var name in new[] { "Ann", "Bob", "Cai" }) agents.Add((await _world.Host.AddUserAsync(name)).Id);
        var first = await ShareAsync(sale, agents[0], 33.3m);
        await ShareAsync(sale, agents[1], 33.3m);
        Assert.Equal("realestate.commission-open", await World.RefusalAsync(() => _world.MoveAsync(sale, Sale.Signed)));
        Assert.Equal("realestate.commission-over", await World.RefusalAsync(() => ShareAsync(sale, agents[2], 33.5m)));
        var last = await ShareAsync(sale, agents[2], 33.4m);

        sale = await _world.Session.Records.GetAsync<Opportunity>(sale.Id);
        Assert.Equal((11_900m, 100m), (sale[Commissions.Amount], sale[Commissions.SharedPercent]));
        Assert.Equal(11_900m, await SharedAsync());
        Assert.Equal(("Ann", 3_962.70m), (first.Name, (await _world.AgainAsync(first))[Commissions.ShareAmount]));

        await _world.SetAsync(sale, Searches.AgreedPrice.Key, 300_000.10m);
        Assert.Equal(10_710m, await SharedAsync());
        await _world.Session.Records.DeleteAsync(new RecordRef(Commissions.ShareType, last.Id));
        Assert.Equal(66.6m, (await _world.Session.Records.GetAsync<Opportunity>(sale.Id))[Commissions.SharedPercent]);

        async Task<decimal> SharedAsync() => (await _world.Session.Records.ListAsync(new Specification<CustomRecord>().OfType(Commissions.ShareType))).Sum(s => s[Commissions.ShareAmount]!.Value);
    }

    [Fact]
    public async Task Sales_of_other_industries_keep_their_amounts()
    {
        var lead = await _world.Session.Records.CreateAsync(new Lead { Name = "Robots", Email = "r@example.org", EstimatedAmount = 7_500 });
        var made = await _world.Session.Conversions.ConvertAsync(new RecordRef("lead", lead.Id));
        Assert.Equal(7_500m, (await _world.Session.Records.GetAsync<Opportunity>(made.Target.Id)).Amount);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private Task<CustomRecord> ShareAsync(Opportunity sale, Guid agent, decimal percent) =>
        _world.Session.Records.CreateAsync(new CustomRecord(Commissions.ShareType) { [Commissions.Sale] = sale.Id, [Commissions.Agent] = agent, [Commissions.SharePercent] = percent });

    private async Task<CustomRecord> PlanAsync(params (string Name, decimal Percent, long Days)[] steps)
    {
        var plan = await _world.Session.Records.CreateAsync(new CustomRecord(PaymentPlans.Type, "Plan"));
        var changes = new ChangeSet();
        foreach (var (name, percent, days) in steps)
            changes.Create(new CustomRecord(PaymentPlans.StepType, name) { [PaymentPlans.Plan] = plan.Id, [PaymentPlans.Percent] = percent, [PaymentPlans.DueAfterDays] = days, [PaymentPlans.Position] = changes.Changes.Count + 1 });
        await _world.Session.Records.SaveAsync(changes);
        return plan;
    }

    private async Task<Order> OrderAsync(decimal total, CustomRecord plan)
    {
        var order = await _world.Session.Records.CreateAsync(new Order { Name = "Order", [PaymentPlans.Plan] = plan.Id });
        await _world.Session.Records.CreateAsync(new OrderLine { OrderId = order.Id, Description = "Unit", UnitPrice = total });
        return order;
    }

    private async Task<IReadOnlyList<PaymentPlanItem>> ItemsAsync(Order order) =>
        await _world.Session.Records.ListAsync(new Specification<PaymentPlanItem>(i => i.OrderId == order.Id).OrderBy(i => i.DueOn));

    private Task<IReadOnlyList<CustomRecord>> ReservationsAsync() => _world.Session.Records.ListAsync(new Specification<CustomRecord>().OfType(Reservations.Type));
}
