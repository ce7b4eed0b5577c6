using CrmKit.Conversions;
using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Records;

namespace CrmKit.Retail;

/// <summary>The states of an order of the shop, and the ways to one.</summary>
public static class ShopOrders
{
    public const string Pipeline = "retail.order";
    public const string Placed = "placed", Paid = "paid", Packed = "packed", Shipped = "shipped", Delivered = "delivered", Cancelled = "cancelled";

    internal static readonly PipelineDefinition States = new()
    {
        Key = Pipeline,
        RecordType = "order",
        Label = new("Shop order", "商城订单"),
        Stages =
        [
            Stage(Placed, "Placed", "已下单", 80, 3, Paid, Cancelled), Stage(Paid, "Paid", "已付款", 90, 2, Packed, Cancelled), Stage(Packed, "Packed", "已打包", 95, 2, Shipped, Cancelled),
            Stage(Shipped, "Shipped", "已发货", 98, 14, Delivered, Cancelled),
            new StageDefinition { Key = Delivered, Label = new("Delivered", "已签收"), ProbabilityPercent = 100, Category = StageCategory.Won },
            new StageDefinition { Key = Cancelled, Label = new("Cancelled", "已取消"), Category = StageCategory.Lost },
        ],
    };

    /// <summary>A shop: who asks, buys.</summary>
    internal static readonly SalesProcess Process = new()
    {
        Key = "retail.shop",
        Label = new("Shop", "商城"),
        Links = ["lead", "order"],
        Pipelines = new Dictionary<string, string> { ["order"] = Pipeline },
    };

    /// <summary>The basket way to the same orders.</summary>
    internal static readonly SalesProcess Basket = new()
    {
        Key = "retail.basket",
        Label = new("Basket", "购物车下单"),
        Links = [Carts.Type, "order"],
        Pipelines = new Dictionary<string, string> { ["order"] = Pipeline },
    };

    private static StageDefinition Stage(string key, string english, string chinese, int probability, int ageingDays, params string[] next) => new()
    {
        Key = key, Label = new(english, chinese), ProbabilityPercent = probability, AgeingLimit = TimeSpan.FromDays(ageingDays), AllowedNext = next,
    };
}

/// <summary>Nothing is packed before it is paid, and nothing is cancelled with the customer's money.</summary>
internal sealed class PaymentGuard : IStageGuard
{
    public ValueTask CheckAsync(StageGuardContext context, CancellationToken cancellationToken)
    {
        foreach (var move in context.Moves)
            if (move.Record is Order order)
            {
                if (move.Target.Key is ShopOrders.Paid or ShopOrders.Packed or ShopOrders.Shipped or ShopOrders.Delivered && (order.Total is not >= 0 || order.Subtotal is not > 0 || order.OutstandingTotal > 0))
                    context.Refuse(move, RetailErrors.NotPaid(order));
                if (move.Target.Key == ShopOrders.Cancelled && order.PaidTotal > 0) context.Refuse(move, RetailErrors.RefundFirst(order));
            }
        return default;
    }
}
