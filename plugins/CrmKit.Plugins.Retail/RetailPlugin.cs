using CrmKit.Access;
using CrmKit.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Retail;

/// <summary>A shop: carts, orders from basket to door, coupons, points and loyalty levels, giveaways, RFM segments.</summary>
public sealed class RetailPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin)
    {
        plugin.Services.AddSingleton<LoyaltyLevels>().AddSingleton<RfmScoring>();
        plugin
            .Settings(RetailSettings.Define)
            .RecordType(Carts.Type, Carts.Define).RecordType(Carts.ItemType, Carts.DefineItem)
            .RecordType(Coupons.Type, Coupons.Define).RecordType(Coupons.RedemptionType, Coupons.DefineRedemption)
            .RecordType(Points.Type, Points.Define)
            .Fields("order", f => f
                .Add(Carts.Cart, Carts.Type, "Cart", "购物车", d => d with { IsUnique = true, Description = new("The cart that the order came from; each becomes one order.", "订单来源的购物车；每车一单。") })
                .Add(Coupons.Codes, "Coupon codes", "优惠码", Coupons.Described))
            .Fields("account", f => Rfm.Define(Points.DefineOnCustomer(f)))
            .Fields("contact", f => Points.DefineOnCustomer(f))
            .Pipeline(Carts.Life).Pipeline(ShopOrders.States)
            .Conversion(Carts.ToOrder)
            .Process(ShopOrders.Process).Process(ShopOrders.Basket)
            .AddBeforeSave<CartBegins>(Carts.Type).AddAfterSave<CartDeleted>(Carts.Type)
            .AddValidator<CartItemRules>(Carts.ItemType).AddAfterSave<CartTouched>(Carts.ItemType)
            .AddConversionStep<CartNotEmpty>(Carts.Type, "order").AddAfterSave<CartLines>("order")
            .AddStageGuard<PaymentGuard>(ShopOrders.Pipeline)
            .AddNormalizer<CouponForm>(Coupons.Type).AddValidator<CouponRules>(Coupons.Type).AddValidator<RedemptionRules>(Coupons.RedemptionType)
            .AddBeforeSave<CouponDiscount>("order", -10).AddAfterSave<RedemptionLedger>("order", 10)
            .AddBeforeSave<PointsNumbers>(Points.Type).AddValidator<PointsRules>(Points.Type).AddAfterSave<PointsShown>(Points.Type)
            .AddValidator<CustomerFigures>("account").AddValidator<CustomerFigures>("contact")
            .AddSubscriber<OrderPoints>("order.updated")
            .AddSubscriber<MergedCustomers>("account.merged").AddSubscriber<MergedCustomers>("account.unmerged").AddSubscriber<MergedCustomers>("contact.merged").AddSubscriber<MergedCustomers>("contact.unmerged")
            .AddJob<AbandonedCarts>(AbandonedCarts.Definition).AddJob<NightlyFigures>(NightlyFigures.Definition)
            .AddReport<RfmReport>(RfmReport.Definition).AddEndpoint<ScoreNow>(ScoreNow.Definition)
            .AddLoyaltyDesk().AddGiveaways()
            .Role(Roles.Clerk).Role(Roles.Manager);
    }
}

internal static class Roles
{
    /// <summary>Beside a sales role: serves the shop's customers.</summary>
    public static readonly RoleDefinition Clerk = new()
    {
        Key = "retail.clerk",
        Label = new("Shop clerk", "店员"),
        Permissions =
        [
            new Permission(Carts.Type, Operations.Work, AccessScope.All), new Permission(Carts.ItemType, Operations.Work, AccessScope.All), new Permission(Coupons.Type, Operations.Read, AccessScope.All),
            new Permission(Coupons.RedemptionType, Operations.Read, AccessScope.All), new Permission(Points.Type, Operations.Read | Operations.Create, AccessScope.All),
            new Permission(Giveaways.Type, Operations.Read, AccessScope.All), new Permission(Giveaways.EntryType, Operations.Read, AccessScope.All),
        ],
    };

    /// <summary>Beside a sales role: makes coupons.</summary>
    public static readonly RoleDefinition Manager = new()
    {
        Key = "retail.manager",
        Label = new("Shop manager", "店长"),
        Permissions = [.. Clerk.Permissions, new Permission(Coupons.Type, Operations.Work | Operations.Export, AccessScope.All), new Permission(Giveaways.Type, Operations.Work, AccessScope.All), new Permission("order", Operations.Work, AccessScope.All)],
    };
}
