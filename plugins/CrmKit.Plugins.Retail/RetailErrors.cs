using CrmKit.Orders;
using CrmKit.Records;

namespace CrmKit.Retail;

internal static class RetailErrors
{
    public static CrmError CartEmpty(CustomRecord cart) => new("retail.cart-empty", $"Cart '{cart.Name}' is empty, so there is nothing to order. Put something in.");

    public static CrmError CartClosed(CustomRecord cart) => new("retail.cart-closed",
        $"Cart '{cart.Name}' is {cart.StageKey}, so nothing can be put in or taken out. Start a new cart, or change the order.") { Field = Carts.Cart.Key };

    public static CrmError NotPaid(Order order) => new("retail.not-paid",
        $"Order {order.Number} has no lines, or {order.OutstandingTotal} is not paid yet. Record the payment first.");

    public static CrmError RefundFirst(Order order) => new("retail.refund-first",
        $"Order {order.Number} cannot be cancelled while {order.PaidTotal} of the customer's money is on it. Record the return with its refund first.");

    public static CrmError CouponUnknown(string code) => Coupon("retail.coupon-unknown", $"There is no coupon '{code}' for this customer. Compare the code.");

    public static CrmError CouponExpired(CustomRecord coupon) => Coupon("retail.coupon-expired", $"Coupon '{coupon[Coupons.Code]}' cannot be redeemed today: it is blocked, not yet valid, or no longer. Take it off.");

    public static CrmError CouponAlone(string code) => Coupon("retail.coupon-alone", $"Coupon '{code}' does not go together with others. Redeem it alone.");

    public static CrmError CouponCurrency(string code, string currency, string other) => Coupon("retail.coupon-currency", $"Coupon '{code}' is in {currency}, and the order is in {other}. Use another one.");

    public static CrmError CouponCustomer(CustomRecord coupon) => Coupon("retail.coupon-customer", $"Coupon '{coupon[Coupons.Code]}' is counted per customer, and the order names none. Enter the account or the contact.");

    public static CrmError CouponUsed(CustomRecord coupon, long times) => Coupon("retail.coupon-used", $"The customer redeemed coupon '{coupon[Coupons.Code]}' {times} times, which is the most. Take it off.");

    public static CrmError CouponUsedUp(CustomRecord coupon, long times) => Coupon("retail.coupon-used-up", $"Coupon '{coupon[Coupons.Code]}' was redeemed {times} times, which is the most. Take it off.");

    public static CrmError CouponValue(CustomRecord coupon) => new("retail.coupon-value",
        $"Coupon '{coupon[Coupons.Code]}' says not what it gives: a percentage above 0, or an amount above 0 with its currency. Enter it.") { Field = coupon[Coupons.Kind] == Coupons.Percent ? Coupons.PercentOff.Key : Coupons.AmountOff.Key };

    public static CrmError CouponDays(CustomRecord coupon) => new("retail.coupon-days",
        $"Coupon '{coupon[Coupons.Code]}' begins after it ends. Exchange the days.") { Field = Coupons.ValidUntil.Key };

    public static CrmError RedemptionReadOnly() => new("retail.redemption-read-only", "Redemptions are written with their orders. Change the coupon codes of the order instead.");

    public static CrmError Reckoned(string field) => new("retail.reckoned", $"'{field}' is reckoned by the shop and not typed in. Leave it as it is.") { Field = field };

    public static CrmError PointsAppendOnly() => new("retail.points-append-only", "Entries in the ledger of points are not changed or deleted. Make another entry that balances it.");

    public static CrmError PointsCustomer() => new("retail.points-customer", "An entry of points is for one customer: an account, or a contact, and not both. Name one.") { Field = Shop.Account.Key };

    public static CrmError PointsKind(string? kind, long points) => new("retail.points-kind",
        $"{points} points do not go with an entry '{kind}': gifts are above 0, spent ones below, and earned and reversed ones come from orders alone. Correct the sign or the kind.") { Field = Points.Amount.Key };

    public static CrmError PointsNegative(long balance, long points) => new("retail.points-negative",
        $"The customer has {balance} points, so {-points} cannot be taken. Take fewer.") { Field = Points.Amount.Key };

    public static CrmError PointsOutOfStep() => new("retail.points-out-of-step",
        "Another entry of the same customer was refused, so the balance behind it would be wrong. Correct that one, and send them again.");

    public static CrmError GiveawayDays() => new("retail.giveaway-days", "The giveaway begins after it ends. Exchange the days.") { Field = Giveaways.ClosesOn.Key };

    public static CrmError GiveawayOpen(string name, DateOnly closesOn) => new("retail.giveaway-open", $"Giveaway '{name}' is open until {closesOn:yyyy-MM-dd}. Close its list on the day after.");

    public static CrmError GiveawayClosed(string name) => new("retail.giveaway-closed", $"The list of giveaway '{name}' is closed, so nothing of it changes. Start a new giveaway.");

    public static CrmError GiveawayNotClosed(string name) => new("retail.giveaway-not-closed", $"The list of giveaway '{name}' is open, so nobody can see that it was not changed for the draw. Close it first.");

    public static CrmError GiveawayDrawn(string name) => new("retail.giveaway-drawn", $"The winners of giveaway '{name}' are drawn. A draw is not done over until one likes it; who stands by has a rank.");

    public static CrmError GiveawayCount(string name, int count, int most) => new("retail.giveaway-count",
        $"{count} people take part in giveaway '{name}'; 1 to {most} can be drawn from. Check the campaign that the form gives its leads, and the days.");

    public static CrmError GiveawayEntry() => new("retail.giveaway-entry", "Entries of giveaways are written when the list is closed and when winners are drawn. Leave them as they are.");

    private static CrmError Coupon(string code, string message) => new(code, message) { Field = Coupons.Codes.Key };
}
