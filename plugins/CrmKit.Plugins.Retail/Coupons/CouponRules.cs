using CrmKit.Records;

namespace CrmKit.Retail;

/// <summary>Codes are kept in capitals: nobody types them otherwise on purpose.</summary>
internal sealed class CouponForm : IRecordNormalizer
{
    public ValueTask NormalizeAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var change in context.Changes)
            if (change.After[Coupons.Code] is { } code && code.ToUpperInvariant() is var capitals && capitals != code) change.After[Coupons.Code] = capitals;
        return default;
    }
}

/// <summary>A coupon says what it gives, and its days run forward.</summary>
internal sealed class CouponRules : IRecordValidator
{
    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var change in context.Changes)
        {
            var coupon = (CustomRecord)change.After;
            var isPercent = coupon[Coupons.Kind] == Coupons.Percent;
            if (isPercent ? coupon[Coupons.PercentOff] is not > 0 : coupon[Coupons.AmountOff] is not > 0 || coupon[Carts.Currency] is null) context.Refuse(change, RetailErrors.CouponValue(coupon));
            if (coupon[Coupons.ValidFrom] > coupon[Coupons.ValidUntil]) context.Refuse(change, RetailErrors.CouponDays(coupon));
        }
        return default;
    }
}

/// <summary>Redemptions, and what the shop reckons about customers, are written by the shop alone.</summary>
internal sealed class RedemptionRules : IRecordValidator
{
    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        if (Shop.IsActing(context.Session)) return default;
        foreach (var change in context.Changes)
            if (change.Operation != RecordOperation.Update || !change.Before!.Custom.Equals(change.After.Custom)) context.Refuse(change, RetailErrors.RedemptionReadOnly());
        return default;
    }
}
