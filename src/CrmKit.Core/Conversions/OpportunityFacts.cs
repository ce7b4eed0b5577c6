using CrmKit.Contracts;
using CrmKit.Opportunities;
using CrmKit.Orders;

namespace CrmKit.Conversions;

/// <summary>Fills in what the links between do not carry and the opportunity at the beginning knows: amount, contact, price book.</summary>
internal sealed class OpportunityFacts : IConversionStep
{
    public async ValueTask RunAsync(ConversionContext context, CancellationToken cancellationToken)
    {
        var id = context.Target switch { Contract contract => contract.OpportunityId, Order order => order.OpportunityId, _ => null };
        if (id is null || await context.Session.Records.FindAsync<Opportunity>(id.Value, cancellationToken) is not { } sale) return;
        switch (context.Target)
        {
            case Contract contract when sale.Currency == contract.Currency || contract.Currency is null:
                contract.Currency = sale.Currency;
                contract.Amount ??= sale.Amount;
                break;
            case Order order:
                order.ContactId ??= sale.ContactId;
                if (sale.Currency == order.Currency) order.PriceBookId ??= sale.PriceBookId;
                break;
        }
    }
}
