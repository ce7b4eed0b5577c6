using CrmKit.Products;

namespace CrmKit.Cases;

/// <summary>Ends the warranty of new assets as their product says.</summary>
internal sealed class AssetWarranty : IBeforeSave
{
    public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var open = context.Living<Asset>().Where(c => c.Change.Before is null && c.Record is { WarrantyEndsOn: null, ProductId: not null, PurchasedOn: not null }).Select(c => c.Record).ToList();
        if (open.Count == 0) return;
        var ids = open.Select(a => a.ProductId!.Value).Distinct().ToList();
        var months = (await context.ListAsync<Product>(p => ids.Contains(p.Id), cancellationToken)).ToDictionary(p => p.Id, p => p.WarrantyMonths);
        foreach (var asset in open)
            if (months.GetValueOrDefault(asset.ProductId!.Value) is { } some) asset.WarrantyEndsOn = asset.PurchasedOn!.Value.AddMonths(some).AddDays(-1);
    }
}
