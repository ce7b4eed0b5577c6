using System.Globalization;
using CrmKit.Contracts;
using CrmKit.Orders;
using CrmKit.Projects;
using CrmKit.Records;

namespace CrmKit.Samples.Host.Demo;

/// <summary>What became of the sales that were won: contracts and projects of the large ones, orders with lines, payments and deliveries of all.</summary>
internal static class DemoDeliveries
{
    private const decimal LargeSale = 60_000m;
    private static readonly string[] EnglishSteps = ["Drawings approved", "Factory test", "Commissioned"];
    private static readonly string[] ChineseSteps = ["图纸确认", "出厂测试", "现场调试"];

    public static async Task CreateAsync(DemoWriter writer, Chance chance, DemoGoods goods, IReadOnlyList<DemoSale> sales)
    {
        var won = sales.Where(s => s.IsWon).ToList();
        var contracts = new Dictionary<Guid, Contract>();
        foreach (var part in won.Where(s => Worth(s) >= LargeSale).Chunk(100))
        {
            var changes = new ChangeSet { Reason = "seed data" };
            foreach (var sale in part) AddContract(changes, chance, sale, contracts);
            await writer.SaveAsync(changes);
        }
        foreach (var part in won.Select((s, i) => (Sale: s, Number: i + 1)).Chunk(100))
        {
            var changes = new ChangeSet { Reason = "seed data" };
            foreach (var (sale, number) in part) AddOrder(changes, chance, goods, sale, number, contracts.GetValueOrDefault(sale.Opportunity.Id));
            await writer.SaveAsync(changes);
        }
        var payments = new ChangeSet { Reason = "seed data" };
        foreach (var (order, number) in (await writer.AllAsync<Order>()).OrderBy(o => o.Number, StringComparer.Ordinal).Select((o, i) => (o, i)))
        {
            AddPayment(payments, chance, order);
            if (number % 3 == 0) AddInstalments(payments, order);
        }
        await writer.SaveAsync(payments);
    }

    private static decimal Worth(DemoSale sale) => sale.Lines.Sum(l => l.Product.ListPrice!.Value * l.Quantity);

    private static void AddContract(ChangeSet changes, Chance chance, DemoSale sale, Dictionary<Guid, Contract> contracts)
    {
        var (signed, number) = (DemoTime.Earlier(sale.ClosedOn!.Value.AddDays(chance.Between(3, 25)), DemoTime.LastDay), contracts.Count + 1);
        var isActive = signed < DemoTime.LastDay.AddDays(-20);
        var project = new Project
        {
            Name = $"Delivery {sale.Opportunity.Name}",
            AccountId = sale.Account.Id,
            OpportunityId = sale.Opportunity.Id,
            Budget = Math.Round(Worth(sale) * 0.7m),
            PlannedStartOn = signed,
            PlannedEndOn = signed.AddDays(90),
            ActualStartOn = isActive ? signed.AddDays(5) : null,
        };
        var contract = new Contract
        {
            Name = $"Supply contract {sale.Opportunity.Name}",
            Number = string.Create(CultureInfo.InvariantCulture, $"C-{sale.ClosedOn.Value.Year}-{number:000}"),
            AccountId = sale.Account.Id,
            OpportunityId = sale.Opportunity.Id,
            ProjectId = project.Id,
            Amount = Worth(sale),
            StartsOn = signed,
            EndsOn = signed.AddYears(2),
            RenewalKind = chance.OneIn(2) ? RenewalKind.Automatic : RenewalKind.ByAgreement,
            RenewalMonths = 12,
            NoticeDays = 90,
        };
        contracts[sale.Opportunity.Id] = contract;
        changes.Create(project, new InitialState { OwnerId = sale.Owner.Id, Stage = isActive ? "active" : "planning", StageEnteredAt = DemoTime.At(signed) });
        for (var i = 0; i < 3; i++)
            changes.Create(new Milestone { ProjectId = project.Id, Position = i + 1, Name = (sale.Account.Country == "China" ? ChineseSteps : EnglishSteps)[i], DueOn = signed.AddDays(30 * (i + 1)) });
        changes.Create(new ProjectMember { ProjectId = project.Id, UserId = sale.Owner.Id, Department = "Sales", Role = "Lead" });
        changes.Create(contract, new InitialState { OwnerId = sale.Owner.Id, Stage = isActive ? "active" : "review", StageEnteredAt = DemoTime.At(signed), ClosedOn = isActive ? signed : null });
        changes.Create(new ContractParty { ContractId = contract.Id, AccountId = sale.Account.Id, Role = PartyRole.Customer });
    }

    private static void AddOrder(ChangeSet changes, Chance chance, DemoGoods goods, DemoSale sale, int number, Contract? contract)
    {
        var ordered = DemoTime.Earlier(sale.ClosedOn!.Value.AddDays(chance.Between(0, 6)), DemoTime.LastDay);
        var age = DemoTime.LastDay.DayNumber - ordered.DayNumber;
        var stage = age switch { < 7 => "created", < 20 => "approved", < 45 => "in-fulfilment", _ => chance.OneIn(25) ? "cancelled" : "delivered" };
        var entered = DemoTime.Earlier(ordered.AddDays(Math.Min(age, 30)), DemoTime.LastDay);
        var order = new Order
        {
            Name = sale.Opportunity.Name,
            Number = string.Create(CultureInfo.InvariantCulture, $"O-{ordered.Year}-{number:0000}"),
            AccountId = sale.Account.Id,
            ContactId = sale.Opportunity.ContactId,
            OpportunityId = sale.Opportunity.Id,
            ContractId = contract?.Id,
            OrderedOn = ordered,
            DiscountPercent = chance.OneIn(6) ? 2 : null,
            ShippingCity = sale.Account.City,
            ShippingCountry = sale.Account.Country,
        };
        changes.Create(order, new InitialState { OwnerId = sale.Owner.Id, Stage = stage, StageEnteredAt = DemoTime.At(entered), ClosedOn = stage is "delivered" or "cancelled" ? entered : null });
        var lines = new List<OrderLine>();
        for (var i = 0; i < sale.Lines.Count; i++)
        {
            var (product, quantity, discount) = sale.Lines[i];
            lines.Add(new OrderLine { OrderId = order.Id, Position = i + 1, ProductId = product.Id, Quantity = quantity, UnitPrice = product.ListPrice, DiscountPercent = discount, TaxPercent = product.TaxPercent });
        }
        if (chance.OneIn(3))
            lines.Add(new OrderLine { OrderId = order.Id, Position = sale.Lines.Count + 1, ProductId = goods.Products[^1].Id, Quantity = 1, UnitPrice = goods.Products[^1].ListPrice, TaxPercent = 13 });
        foreach (var line in lines) changes.Create(line);
        if (stage == "delivered") AddDelivery(changes, order, lines, entered, number);
        changes.Create(new FulfilmentMilestone { OrderId = order.Id, Name = "Shipped 已发货", Position = 1, PlannedOn = ordered.AddDays(25), ReachedOn = stage == "delivered" ? entered : null });
    }

    private static void AddDelivery(ChangeSet changes, Order order, List<OrderLine> lines, DateOnly on, int number)
    {
        var delivery = new Delivery { OrderId = order.Id, Number = string.Create(CultureInfo.InvariantCulture, $"D-{on.Year}-{number:0000}"), DeliveredOn = on, Carrier = "Own vehicle 自有车辆" };
        changes.Create(delivery);
        foreach (var line in lines) changes.Create(new DeliveryLine { DeliveryId = delivery.Id, OrderLineId = line.Id, Quantity = line.Quantity });
    }

    private static void AddInstalments(ChangeSet changes, Order order)
    {
        if (order.StageKey == "cancelled" || order.Total is not > 0) return;
        var deposit = Math.Round(order.Total.Value * 0.3m, 2);
        changes.Create(new PaymentPlanItem { OrderId = order.Id, Name = "Deposit 定金", DueOn = order.OrderedOn!.Value.AddDays(14), Amount = deposit });
        changes.Create(new PaymentPlanItem { OrderId = order.Id, Name = "On delivery 货到付款", DueOn = order.OrderedOn.Value.AddDays(60), Amount = order.Total.Value - deposit });
    }

    // The older an order, the likelier it is paid; some are paid in part.
    private static void AddPayment(ChangeSet changes, Chance chance, Order order)
    {
        var age = DemoTime.LastDay.DayNumber - order.OrderedOn!.Value.DayNumber;
        if (order.StageKey == "cancelled" || order.Total is not > 0 || !chance.Percent(Math.Min(95, age))) return;
        changes.Create(new Payment
        {
            OrderId = order.Id,
            PaidOn = DemoTime.Earlier(order.OrderedOn.Value.AddDays(chance.Between(5, 40)), DemoTime.LastDay),
            Amount = chance.OneIn(5) ? Math.Round(order.Total.Value * 0.3m, 2) : order.Total,
            Method = chance.OneIn(4) ? PaymentMethod.Card : PaymentMethod.BankTransfer,
            Reference = order.Number,
        });
    }
}
