using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Products;

namespace CrmKit.Documents;

/// <summary>Keeps the currency of a document that has parts with amounts: one currency per document.</summary>
internal sealed class CurrencyFixed : IRecordValidator
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var currency = context.Type.Field("currency");
        var changed = context.Changes.Where(c => c.Before is not null && currency.Get(c.Before) is not null && c.HasChanged(currency)).ToList();
        if (changed.Count == 0) return;
        var ids = changed.Select(c => (Guid?)c.After.Id).ToList();
        var owners = context.Type.Key switch
        {
            "order" => await context.ListAsync<OrderLine, Guid?>(l => l.OrderId, l => ids.Contains(l.OrderId), cancellationToken)
                is { Count: > 0 } lines ? lines : await context.ListAsync<Payment, Guid?>(p => p.OrderId, p => ids.Contains(p.OrderId), cancellationToken),
            "opportunity" => await context.ListAsync<OpportunityLine, Guid?>(l => l.OpportunityId, l => ids.Contains(l.OpportunityId), cancellationToken),
            _ => await context.ListAsync<PriceBookEntry, Guid?>(e => e.PriceBookId, e => ids.Contains(e.PriceBookId), cancellationToken),
        };
        var parts = owners.ToLookup(id => id);
        foreach (var change in changed)
            if (parts[change.After.Id].Count() is > 0 and var count)
                context.Refuse(change, DocumentErrors.CurrencyFixed((string)currency.Get(change.Before!)!, (string?)currency.Get(change.After), count));
    }
}
