using System.Globalization;
using CrmKit.Accounts;
using CrmKit.Opportunities;
using CrmKit.Planning;
using CrmKit.Products;
using CrmKit.Records;

namespace CrmKit.Samples.Host.Demo;

/// <summary>One sale of the demo company.</summary>
internal sealed record DemoSale(Opportunity Opportunity, Account Account, User Owner, IReadOnlyList<(Product Product, int Quantity, decimal Discount)> Lines, string Stage, DateOnly? ClosedOn)
{
    public bool IsWon => Stage == "won";
}

/// <summary>Opportunities of eighteen months across all stages, with lines, teams and competitors.</summary>
internal static class DemoSales
{
    private const int Count = 420;
    private static readonly string[] Steps = ["Call about the offer", "Send the drawing", "Visit the plant", "回访报价", "发送技术方案", "安排现场考察"];
    private static readonly string[] Rivals = ["FlowTec", "Dosamatic", "科流泵业", "Hydrovalve"];

    public static async Task<IReadOnlyList<DemoSale>> CreateAsync(DemoWriter writer, Chance chance, DemoStaff staff, DemoGoods goods, DemoCustomers customers)
    {
        var buyers = customers.Accounts.Where(a => a.Kind == AccountKind.Customer).ToList();
        var sales = Enumerable.Range(0, Count).Select(i => Sale(chance, i, chance.Of(buyers), goods, customers)).ToList();
        foreach (var part in sales.Chunk(200))
        {
            var changes = new ChangeSet { Reason = "seed data" };
            foreach (var sale in part) Add(changes, chance, sale, staff);
            await writer.SaveAsync(changes);
        }
        return sales;
    }

    private static DemoSale Sale(Chance chance, int number, Account account, DemoGoods goods, DemoCustomers customers)
    {
        var opened = DemoTime.FirstDay.AddDays(chance.Below(DemoTime.Days - 3));
        var length = chance.Between(12, 140);
        var isClosed = opened.AddDays(length) <= DemoTime.LastDay;
        var stage = isClosed ? chance.Below(100) switch { < 46 => "won", < 90 => "lost", _ => "shelved" } : length switch { < 50 => "prospecting", < 85 => "engaging", < 115 => "proposal", _ => "negotiation" };
        var lines = Enumerable.Range(0, chance.Between(1, 3)).Select(_ => (chance.Of(goods.Products), chance.Between(1, 12), chance.OneIn(3) ? 5m : 0m)).ToList();
        var opportunity = new Opportunity
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"{account.Name} #{number + 1:000}"),
            AccountId = account.Id,
            ContactId = customers.People[account.Id][0].Id,
            ProductId = lines[0].Item1.Id,
            OpenedOn = opened,
            ExpectedCloseOn = opened.AddDays(length + chance.Between(-10, 20)),
            Source = chance.Of(Words.Sources),
            CampaignId = chance.OneIn(4) ? chance.Of(goods.Campaigns).Id : null,
            Region = account.Region,
            NextStep = isClosed ? null : chance.Of(Steps),
            NextStepOn = isClosed ? null : DemoTime.LastDay.AddDays(chance.Between(1, 20)),
        };
        return new DemoSale(opportunity, account, customers.Owners[account.Id], lines, stage, stage is "won" or "lost" ? opened.AddDays(length) : null);
    }

    private static void Add(ChangeSet changes, Chance chance, DemoSale sale, DemoStaff staff)
    {
        var (opportunity, opened) = (sale.Opportunity, sale.Opportunity.OpenedOn!.Value);
        changes.Create(opportunity, new InitialState
        {
            OwnerId = sale.Owner.Id,
            Stage = sale.Stage,
            StageEnteredAt = DemoTime.At(sale.ClosedOn ?? DemoTime.Earlier(DemoTime.LastDay, opened.AddDays(chance.Below(40))), chance.Below(480)),
            ClosedOn = sale.ClosedOn,
            LossReason = sale.Stage == "lost" ? chance.Of(Words.LossReasons).English : null,
        });
        for (var i = 0; i < sale.Lines.Count; i++)
        {
            var (product, quantity, discount) = sale.Lines[i];
            changes.Create(new OpportunityLine { OpportunityId = opportunity.Id, Position = i + 1, ProductId = product.Id, Quantity = quantity, UnitPrice = product.ListPrice, DiscountPercent = discount });
        }
        if (chance.OneIn(4)) changes.Create(new OpportunityMember { OpportunityId = opportunity.Id, UserId = chance.Of(staff.Service).Id, Role = MemberRole.PreSales });
        if (chance.OneIn(5)) changes.Create(new OpportunityCompetitor { OpportunityId = opportunity.Id, Name = chance.Of(Rivals), IsWinner = sale.Stage == "lost" && chance.OneIn(2) });
    }
}
