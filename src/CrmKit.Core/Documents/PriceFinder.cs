using CrmKit.Products;

namespace CrmKit.Documents;

/// <summary>Finds what products cost: by the document's price book, else the default book of its currency, else the list price in that currency.</summary>
internal static class PriceFinder
{
    /// <summary>Fills description, unit price and tax rate of lines that name a product and leave them empty.</summary>
    public static async ValueTask CompleteAsync(SaveContext context, IReadOnlyList<(DocumentLine Line, DocumentHead Head)> lines, CancellationToken cancellationToken)
    {
        var open = lines.Where(l => l.Line.ProductId is not null && (l.Line.Description is null || l.Line.UnitPrice is null || (l.Line.TaxPercent is null && l.Line.Version == 0))).ToList();
        if (open.Count == 0) return;
        var ids = open.Select(l => l.Line.ProductId!.Value).Distinct().ToList();
        var products = (await context.ListAsync<Product>(p => ids.Contains(p.Id), cancellationToken)).ToDictionary(p => p.Id);
        var priced = open.Where(l => l.Line.UnitPrice is null).ToList();
        var entries = priced.Count > 0 ? await EntriesAsync(context, priced, cancellationToken) : [];

        foreach (var (line, head) in open)
        {
            if (!products.TryGetValue(line.ProductId!.Value, out var product)) continue; // the reference check refuses it
            line.Description ??= product.Name;
            line.TaxPercent ??= line.Version == 0 ? product.TaxPercent : null;
            line.UnitPrice ??= Best(entries, line, head) ?? (product.Currency == head.Currency ? product.ListPrice : null);
        }
    }

    private static decimal? Best(IReadOnlyList<(PriceBook Book, PriceBookEntry Entry)> entries, DocumentLine line, DocumentHead head) => entries
        .Where(e => e.Entry.ProductId == line.ProductId && (e.Entry.MinimumQuantity ?? 0) <= line.Quantity && e.Book.Currency == head.Currency)
        .Where(e => head.PriceBookId is null ? e.Book.IsDefault : e.Book.Id == head.PriceBookId)
        .OrderByDescending(e => e.Entry.MinimumQuantity ?? 0).ThenBy(e => e.Book.Id)
        .Select(e => e.Entry.UnitPrice).FirstOrDefault();

    private static async ValueTask<IReadOnlyList<(PriceBook, PriceBookEntry)>> EntriesAsync(SaveContext context, IReadOnlyList<(DocumentLine Line, DocumentHead Head)> lines,
        CancellationToken cancellationToken)
    {
        var today = context.Session.Today;
        var named = lines.Where(l => l.Head.PriceBookId is not null).Select(l => l.Head.PriceBookId!.Value).Distinct().ToList();
        var books = (await context.ListAsync<PriceBook>(b => (b.IsDefault || named.Contains(b.Id))
            && (b.ValidFromOn == null || b.ValidFromOn <= today) && (b.ValidUntilOn == null || b.ValidUntilOn >= today), cancellationToken)).ToDictionary(b => b.Id);
        if (books.Count == 0) return [];
        var bookIds = books.Keys.Select(id => (Guid?)id).ToList();
        var productIds = lines.Select(l => l.Line.ProductId).Distinct().ToList();
        var entries = await context.ListAsync<PriceBookEntry>(e => bookIds.Contains(e.PriceBookId) && productIds.Contains(e.ProductId), cancellationToken);
        return [.. entries.Select(e => (books[e.PriceBookId!.Value], e))];
    }
}
