using CrmKit.Pipelines;
using CrmKit.Products;

namespace CrmKit.Quotes;

/// <summary>Looks a quote over when it leaves its first stage, so that no faulty offer becomes an order: it has lines, is made to somebody, and offers what is sold.</summary>
internal sealed class QuoteChecks : IRecordValidator
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        if (QuoteStages.IsHistory(context)) return;
        var leaving = context.Living<Quote>().Where(q => q.Change.Before is Quote before && QuoteStages.IsDraft(context, before) && !QuoteStages.IsDraft(context, q.Record) && q.Record.StageCategory != StageCategory.Lost).ToList();
        if (leaving.Count == 0) return;
        var ids = leaving.Select(q => (Guid?)q.Record.Id).ToList();
        var lines = (await context.ListAsync<QuoteLine>(l => ids.Contains(l.QuoteId), cancellationToken)).ToLookup(l => l.QuoteId);
        var products = lines.SelectMany(l => l).Select(l => l.ProductId).OfType<Guid>().ToHashSet();
        var inactive = products.Count == 0 ? [] : (await context.ListAsync<Product>(p => !p.IsActive && products.Contains(p.Id), cancellationToken)).ToDictionary(p => p.Id, p => p.Name);
        foreach (var (change, quote) in leaving)
        {
            if (!lines.Contains(quote.Id)) context.Refuse(change, QuoteErrors.IsEmpty(quote));
            if (quote is { AccountId: null, ContactId: null }) context.Refuse(change, QuoteErrors.CustomerMissing(quote));
            foreach (var line in lines[quote.Id])
                if (line.ProductId is { } product && inactive.TryGetValue(product, out var name)) context.Refuse(change, QuoteErrors.ProductInactive(quote, name));
        }
    }
}
