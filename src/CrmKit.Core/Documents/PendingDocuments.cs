using CrmKit.Opportunities;
using CrmKit.Orders;

namespace CrmKit.Documents;

/// <summary>What lines need to know of their documents, also of those that the same change set creates.</summary>
/// <remarks>Scoped to the session.</remarks>
internal sealed class PendingDocuments
{
    private readonly Dictionary<Guid, DocumentHead> _created = [];

    public void Remember(Guid id, string? currency, Guid? priceBookId) => _created[id] = new DocumentHead(currency, priceBookId);

    /// <summary>The heads of documents by id; those that are neither stored nor about to be are left out.</summary>
    public async ValueTask<Dictionary<Guid, DocumentHead>> FindAsync(SaveContext context, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var heads = ids.Where(_created.ContainsKey).ToDictionary(id => id, id => _created[id]);
        var unknown = ids.Where(id => !heads.ContainsKey(id)).ToList();
        if (unknown.Count == 0) return heads;
        if (context.Type.Key == "order-line")
            foreach (var order in await context.ListAsync<Order>(o => unknown.Contains(o.Id), cancellationToken)) heads[order.Id] = new DocumentHead(order.Currency, order.PriceBookId);
        else
            foreach (var sale in await context.ListAsync<Opportunity>(o => unknown.Contains(o.Id), cancellationToken)) heads[sale.Id] = new DocumentHead(sale.Currency, sale.PriceBookId);
        return heads;
    }
}

/// <summary>What a document says for all its lines.</summary>
internal readonly record struct DocumentHead(string? Currency, Guid? PriceBookId);
