namespace CrmKit.Products;

/// <summary>A price book has one price per product and quantity.</summary>
internal sealed class PriceDuplicates : PartDuplicates<PriceBookEntry, (Guid Product, decimal Quantity)>
{
    protected override async ValueTask<IReadOnlyList<PriceBookEntry>> StoredAsync(SaveContext context, List<Guid?> parents, CancellationToken cancellationToken) =>
        await context.ListAsync<PriceBookEntry>(e => parents.Contains(e.PriceBookId), cancellationToken);

    protected override (Guid? Parent, (Guid Product, decimal Quantity)? Key) KeyOf(PriceBookEntry part) =>
        (part.PriceBookId, part.ProductId is { } product ? (product, part.MinimumQuantity ?? 0) : null);

    protected override CrmError Error((Guid Product, decimal Quantity) key) => ProductErrors.PriceDuplicate(key.Product);
}
