using CrmKit.Opportunities;
using CrmKit.Orders;

namespace CrmKit.Documents;

/// <summary>What a document says for all its lines.</summary>
internal readonly record struct DocumentHead(string? Currency, Guid? PriceBookId)
{
    /// <summary>The heads of the documents that lines belong to, stored or in the same change set.</summary>
    public static async ValueTask<Dictionary<Guid, DocumentHead>> OfAsync(SaveContext lines, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var type = lines.Type.Field(lines.Type.ParentField!).ReferenceType!;
        var heads = new Dictionary<Guid, DocumentHead>();
        foreach (var id in ids)
            if (lines.Pending(new RecordRef(type, id)) is { } document) heads[id] = Of(document);
        var stored = ids.Where(id => !heads.ContainsKey(id)).ToList();
        if (stored.Count == 0) return heads;
        IEnumerable<Record> found = type == "order"
            ? await lines.ListAsync<Order>(o => stored.Contains(o.Id), cancellationToken)
            : await lines.ListAsync<Opportunity>(o => stored.Contains(o.Id), cancellationToken);
        foreach (var document in found) heads[document.Id] = Of(document);
        return heads;
    }

    private static DocumentHead Of(Record document) => document switch
    {
        Order order => new(order.Currency, order.PriceBookId),
        Opportunity sale => new(sale.Currency, sale.PriceBookId),
        _ => throw new ArgumentException($"{document.GetType().Name} is no document.", nameof(document)),
    };
}
