using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Retail;

/// <summary>Counts how often coupons were redeemed, the orders of the same batch included.</summary>
internal sealed class Redemptions(ICrmSession session)
{
    private readonly Dictionary<Guid, long> _total = [];
    private readonly Dictionary<(Guid Coupon, string Customer), long> _ofCustomer = [];

    /// <summary>Why a coupon cannot be redeemed once more; when it can, it counts as redeemed from now on.</summary>
    public async Task<CrmError?> RefusalAsync(CustomRecord coupon, Order order, CancellationToken cancellationToken)
    {
        var customer = Shop.CustomerOf(order)?.ToString();
        var ofCoupon = $"custom.{Coupons.Coupon.Key} eq '{coupon.Id}'";
        if (!_total.TryGetValue(coupon.Id, out var total)) total = coupon[Coupons.MaxTotal] is null ? 0 : await Ask.CountAsync(session, Coupons.RedemptionType, ofCoupon, cancellationToken);
        if (total >= coupon[Coupons.MaxTotal]) return RetailErrors.CouponUsedUp(coupon, total);
        if (coupon[Coupons.MaxPerCustomer] is { } most)
        {
            if (customer is null) return RetailErrors.CouponCustomer(coupon);
            if (!_ofCustomer.TryGetValue((coupon.Id, customer), out var used))
                used = await Ask.CountAsync(session, Coupons.RedemptionType, $"{ofCoupon} and custom.{Coupons.Customer.Key} eq {Ask.Quote(customer)}", cancellationToken);
            if (used >= most) return RetailErrors.CouponUsed(coupon, used);
            _ofCustomer[(coupon.Id, customer)] = used + 1;
        }
        _total[coupon.Id] = total + 1;
        return null;
    }

    public static Task<List<CustomRecord>> OfAsync(ICrmSession session, Guid order, CancellationToken cancellationToken) =>
        Ask.ListAsync<CustomRecord>(session, Coupons.RedemptionType, $"custom.{Coupons.Order.Key} eq '{order}'", cancellationToken);
}

/// <summary>Writes down what was redeemed, in the transaction of the order; what is taken off the order, or cancelled with it, can be redeemed again.</summary>
[Saves(Coupons.RedemptionType)]
internal sealed class RedemptionLedger : IAfterSave
{
    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var orders = context.Changes.Where(c => (c.After[Coupons.Codes] ?? c.Before?[Coupons.Codes]) is not null).ToList();
        if (orders.Count == 0) return;
        var session = context.Session;
        using var system = session.AsSystem(Shop.Actor);
        var coupons = await CouponDiscount.FindAsync(session, orders.SelectMany(c => Coupons.Split(c.After[Coupons.Codes])), cancellationToken);
        var (more, numbers) = (new ChangeSet(), new Dictionary<Guid, long>());
        // Lines that came with the order have changed its totals since.
        var current = (await session.Records.GetManyAsync("order", [.. orders.Select(c => c.After.Id)], cancellationToken)).OfType<Order>().ToDictionary(o => o.Id);
        foreach (var change in orders)
        {
            var order = current.GetValueOrDefault(change.After.Id) ?? (Order)change.After;
            var isGone = change.Operation == RecordOperation.Delete || order.StageCategory == StageCategory.Lost;
            var codes = isGone ? [] : Coupons.Split(order[Coupons.Codes]).Where(coupons.ContainsKey).ToList();
            var known = (await Redemptions.OfAsync(session, order.Id, cancellationToken)).ToDictionary(r => r[Coupons.Coupon]!.Value);
            foreach (var (coupon, saved) in CouponDiscount.Savings((order.Subtotal ?? 0) - LineDiscount(order), codes.Select(c => coupons[c])))
            {
                if (known.Remove(coupon.Id, out var redemption))
                {
                    if (redemption[Coupons.Saved] != saved) more.Patch(new RecordRef(Coupons.RedemptionType, redemption.Id), new Dictionary<string, object?> { [Coupons.Saved.Key] = saved });
                    continue;
                }
                var number = await NextNumberAsync(session, numbers, coupon.Id, cancellationToken);
                more.Create(new CustomRecord(Coupons.RedemptionType, coupon[Coupons.Code]!)
                {
                    [Coupons.Coupon] = coupon.Id, [Coupons.Order] = order.Id, [Coupons.Customer] = Shop.CustomerOf(order)?.ToString(), [Coupons.Saved] = saved,
                    [Coupons.Number] = number, [Coupons.Slot] = $"{coupon.Id:D}/{number}", [Coupons.RedeemedOn] = session.Today,
                });
            }
            foreach (var gone in known.Values) more.Delete(new RecordRef(Coupons.RedemptionType, gone.Id));
        }
        if (more.Changes.Count > 0) await session.Records.SaveAsync(more, cancellationToken);
    }

    // The discount total is that of the lines and the order's own, which the coupons are.
    private static decimal LineDiscount(Order order) => (order.DiscountTotal ?? 0) - Math.Min(order.DiscountAmount ?? 0, order.DiscountTotal ?? 0);

    // Numbers only go up: of two redemptions that see the same last one, the second meets the unique slot.
    private static async Task<long> NextNumberAsync(ICrmSession session, Dictionary<Guid, long> numbers, Guid coupon, CancellationToken cancellationToken)
    {
        if (!numbers.TryGetValue(coupon, out var last))
        {
            var page = await session.Records.QueryAsync(new RecordQuery(Coupons.RedemptionType) { Filter = $"custom.{Coupons.Coupon.Key} eq '{coupon}'", OrderBy = $"-custom.{Coupons.Number.Key}", Size = 1 }, cancellationToken);
            last = page.Items.Count == 0 ? 0 : page.Items[0][Coupons.Number] ?? 0;
        }
        return numbers[coupon] = last + 1;
    }
}
