using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Retail;

/// <summary>Turns the codes on an order into its discount, before its totals are reckoned; a code that may not be redeemed refuses the save.</summary>
internal sealed class CouponDiscount : IBeforeSave
{
    public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var orders = context.Changes.Where(c => c.Operation != RecordOperation.Delete && c.After is Order { StageCategory: null or StageCategory.Open } && (c.After[Coupons.Codes] ?? c.Before?[Coupons.Codes]) is not null).ToList();
        if (orders.Count == 0) return;
        var session = context.Session;
        using var system = session.AsSystem(Shop.Actor);
        var wanted = orders.ToDictionary(c => c, c => Coupons.Split(c.After[Coupons.Codes]));
        var coupons = await FindAsync(session, wanted.Values.SelectMany(v => v), cancellationToken);
        var taken = new Redemptions(session);
        foreach (var change in orders)
        {
            var (order, codes) = ((Order)change.After, wanted[change]);
            var text = codes.Count == 0 ? null : string.Join(',', codes);
            if (order[Coupons.Codes] != text) order[Coupons.Codes] = text;
            var errors = await CheckAsync(session, order, codes, coupons, taken, cancellationToken);
            foreach (var error in errors) context.Refuse(change, error);
            if (errors.Count > 0) continue;
            var net = change.Operation == RecordOperation.Create ? 0 : (await Ask.ListAsync<OrderLine>(session, "order-line", $"orderId eq '{order.Id}'", cancellationToken)).Sum(l => (l.Subtotal ?? 0) - (l.Discount ?? 0));
            var saved = Savings(net, codes.Select(c => coupons[c])).Sum(s => s.Saved);
            (order.DiscountAmount, order.DiscountPercent) = (codes.Count == 0 ? null : saved, null);
        }
    }

    /// <summary>What each coupon takes off, one after the other: a percentage of what is left, an amount up to what is left; nothing below its minimum.</summary>
    internal static List<(CustomRecord Coupon, decimal Saved)> Savings(decimal net, IEnumerable<CustomRecord> coupons)
    {
        var (left, savings) = (net, new List<(CustomRecord, decimal)>());
        foreach (var coupon in coupons)
        {
            var off = net < (coupon[Coupons.MinimumAmount] ?? 0) ? 0
                : coupon[Coupons.Kind] == Coupons.Percent ? Math.Round(left * (coupon[Coupons.PercentOff] ?? 0) / 100, 2, MidpointRounding.AwayFromZero)
                : Math.Min(left, coupon[Coupons.AmountOff] ?? 0);
            left -= off;
            savings.Add((coupon, off));
        }
        return savings;
    }

    internal static async Task<Dictionary<string, CustomRecord>> FindAsync(ICrmSession session, IEnumerable<string> codes, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, CustomRecord>(StringComparer.Ordinal);
        foreach (var chunk in codes.Distinct(StringComparer.Ordinal).Chunk(200))
            foreach (var coupon in await Ask.ListAsync<CustomRecord>(session, Coupons.Type, $"custom.{Coupons.Code.Key} in ({string.Join(',', chunk.Select(Ask.Quote))})", cancellationToken))
                found[coupon[Coupons.Code]!] = coupon;
        return found;
    }

    private static async Task<List<CrmError>> CheckAsync(ICrmSession session, Order order, List<string> codes, Dictionary<string, CustomRecord> coupons, Redemptions taken, CancellationToken cancellationToken)
    {
        var errors = new List<CrmError>();
        var redeemed = codes.Count == 0 ? [] : (await Redemptions.OfAsync(session, order.Id, cancellationToken)).Select(r => r[Coupons.Coupon]!.Value).ToHashSet();
        foreach (var code in codes)
        {
            if (!coupons.TryGetValue(code, out var coupon)) errors.Add(RetailErrors.CouponUnknown(code));
            else if (codes.Count > 1 && !coupon[Coupons.IsStackable]) errors.Add(RetailErrors.CouponAlone(code));
            else if (coupon[Carts.Currency] is { } currency && order.Currency is { } other && currency != other) errors.Add(RetailErrors.CouponCurrency(code, currency, other));
            else if ((coupon[Shop.Account] is { } account && account != order.AccountId) || (coupon[Shop.Contact] is { } contact && contact != order.ContactId)) errors.Add(RetailErrors.CouponUnknown(code)); // who else has one is nobody's business
            else if (redeemed.Contains(coupon.Id)) continue; // it was good when it was redeemed
            else if (coupon[Coupons.IsBlocked] || coupon[Coupons.ValidFrom] > session.Today || coupon[Coupons.ValidUntil] < session.Today) errors.Add(RetailErrors.CouponExpired(coupon));
            else if (await taken.RefusalAsync(coupon, order, cancellationToken) is { } refusal) errors.Add(refusal);
        }
        return errors;
    }
}
