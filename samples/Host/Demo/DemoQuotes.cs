using System.Globalization;
using CrmKit.Quotes;
using CrmKit.Records;

namespace CrmKit.Samples.Host.Demo;

/// <summary>What was offered: quotes of the sales under negotiation, and of some that ended.</summary>
internal static class DemoQuotes
{
    private const int ValidDays = 45;

    public static async Task CreateAsync(DemoWriter writer, Chance chance, IReadOnlyList<DemoSale> sales)
    {
        var offered = sales.Where(s => s.Stage is "proposal" or "negotiation" || (s.ClosedOn is not null && chance.OneIn(s.IsWon ? 2 : 5))).ToList();
        foreach (var part in offered.Select((s, i) => (Sale: s, Number: i + 1)).Chunk(100))
        {
            var changes = new ChangeSet { Reason = "seed data" };
            foreach (var (sale, number) in part) Add(changes, chance, sale, number);
            await writer.SaveAsync(changes);
        }
    }

    private static void Add(ChangeSet changes, Chance chance, DemoSale sale, int number)
    {
        var stage = sale.Stage switch { "won" => "accepted", "lost" => chance.OneIn(3) ? "expired" : "rejected", "proposal" when chance.OneIn(3) => "draft", _ => "sent" };
        var issued = (sale.ClosedOn ?? DemoTime.LastDay).AddDays(-chance.Between(2, 20));
        var ended = stage == "expired" ? DemoTime.Earlier(issued.AddDays(ValidDays + 1), DemoTime.LastDay) : sale.ClosedOn;
        var quote = new Quote
        {
            Name = sale.Opportunity.Name,
            Number = string.Create(CultureInfo.InvariantCulture, $"Q-{issued.Year}-{number:0000}"),
            AccountId = sale.Account.Id,
            ContactId = sale.Opportunity.ContactId,
            OpportunityId = sale.Opportunity.Id,
            IssuedOn = stage == "draft" ? null : issued,
            ValidUntilOn = issued.AddDays(ValidDays),
            DiscountPercent = chance.OneIn(5) ? 3 : null,
            Terms = sale.Account.Country == "China" ? "款到发货，含运费。" : "30 days net, delivered.",
        };
        changes.Create(quote, new InitialState { OwnerId = sale.Owner.Id, Stage = stage, StageEnteredAt = DemoTime.At(ended ?? issued), ClosedOn = ended });
        for (var i = 0; i < sale.Lines.Count; i++)
        {
            var (product, quantity, discount) = sale.Lines[i];
            changes.Create(new QuoteLine { QuoteId = quote.Id, Position = i + 1, ProductId = product.Id, Quantity = quantity, UnitPrice = product.ListPrice, DiscountPercent = discount, TaxPercent = product.TaxPercent });
        }
    }
}
